"""Given names and surnames that are taken out of the words that may be kept: places and offices bear people's names.

Frequent names of the region that are not also everyday words (Luz, Paz, Rosa, Flores and the like stay words).
"""

from __future__ import annotations

_FOLDED = """
abel abraham acevedo acosta acuna adela adelaida adolfo adrian adriana aguilar aguirre agustin alan
alarcon alberto alcantara aldana alejandra alejandro alexander alexis alfaro alfonso alfredo alicia alma
almeida alonso altamirano alvarado alvarez alvaro amalia amanda ambrosio amelia ana anabel andrade andrea
andreina andres andreu angel angela angelica angelina anibal antonella antonia antonio aquino aranda araya
arce arenas arevalo ariana arias ariel armando arnaldo arroyo arturo aurelio avila axel ayala baez
ballesteros barbara barrera barrientos barrios bartolome bautista beatriz becerra beltran benavides
benitez benito benjamin bermudez bernal bernarda bernardo betty bianca bonilla bravo brayan brenda briceno
bruno bryan bustamante bustos cabrera caceres calderon camacho camila camilo cano cardenas cardona carla
carlos carmela carmen carmenza carolina carrasco carrillo carvajal castaneda castellanos castillo castro
catalina cecilia cedeno celeste celia centeno cervantes cesar chacon chavez choque cisneros claudia
claudio clemente colmenares condori constanza contreras cordero cordova corrales correa cortes cortez
cristian cristina cristobal cuellar cuevas daisy dalia damian daniel daniela danilo dario david davila
dayana debora delfina delgado diana diaz diego dionisio dominga domingo dominguez doris duarte duran
echeverria edgar edith edmundo eduardo efrain elena eliana elias elisa elizabeth elmer elsa elvira emilia
emiliano emilio emma emmanuel enrique ernesto escalona escobar espinal espinosa espinoza esteban estefania
estela ester esther estrada eugenia eugenio eusebio eva evelyn ezequiel fabian fabiana fabiola fabricio
facundo farfan fatima federico felipe felix fermin fernanda fernandez fernando ferrer fidel figueroa
flavia florencia fonseca francisca francisco freddy fuentes fuenzalida gabriel gabriela galindo gallardo
gallegos galvez gamboa garay garcia garrido garzon genesis gerardo german gil gilberto gisela gladys
gloria godoy gomez gonzales gonzalez gonzalo graciela gregorio griselda guadalupe guerrero guevara guillen
guillermo gustavo gutierrez guzman hector helena henriquez henry heredia heriberto hernan hernandez
herrera hidalgo hilda hinojosa horacio huaman huerta hugo humberto hurtado ibanez ibarra iglesias ignacia
ignacio ines ingrid irene iris irma isaac isabel isabella isidora isidro ismael israel ivan ivonne
izquierdo jacinto jacqueline jaime jaimes jairo jaramillo javier jazmin jean jeison jenny jeronimo jesica
jessica jesus jhon jimena jimenez joaquin joel jonathan jorge jose josefa josefina joseph josue juan juana
juanita juarez julia julian juliana julieta julio karen karina karla katherine kevin lara laura lautaro
lazaro leandro ledezma leidy leiva leon leonardo leonel leonor leopoldo leticia liliana lina lisandro
lopez lorena lorenzo lourdes lozano lucas lucia luciana luciano lucio lucrecia lugo luis luisa luna lupita
mabel macarena machado macias magdalena maicol maldonado mamani manrique manuel manuela marcela marcelo
marcia marcos margarita maria mariana mariano maribel maricela marin mario marisol marleny marlon marquez
marroquin marta martha martin martina martinez mata mateo matias matilde maturana mauricio maximiliano
maximo mayra medina mejia melanie melendez melgar melissa mendez mendoza mercedes meza micaela michael
miguel mijail milena millan miranda miriam moises molina molinares moncada monica monsalve montano
monteiro montenegro montes montoya mora morales moreno mosquera moya munoz murillo nadia nancy narvaez
natalia natividad navarrete navarro nelson nestor nicanor nicolas nicole nidia nieto nieves nina noelia
noemi nora norberto norma nunez ocampo ochoa octavio ofelia ojeda olga olivares oliveira olivera olivia
omar orellana orlando orozco orozo ortega ortiz oscar osmar osorio ospina osvaldo otero pablo pacheco
padilla palacios palma pamela paola parra pascual patricia patricio paula paulina paulo pedro penaloza
peralta perdomo pereira perez pineda pinto pizarro ponce portillo prieto priscila pulido quevedo quintana
quintero quiroga quispe rafael rafaela ramirez ramiro ramon ramona ramos rangel raquel raul rebeca regina
reinaldo renata renato rene restrepo reynoso ribeiro ricardo rincon rios riquelme rivas rivera rivero roa
roberto robles rocha rocio rodolfo rodrigo rodrigues rodriguez rogelio roger rojas rolando roldan roman
romero romina ronald rondon rosales rosalia rosana rosario rosas rossi roxana ruben rubio rufino ruiz ruth
saavedra salas salazar salcedo saldana salgado salinas salome salvador samaniego samanta samuel sanabria
sanchez sandoval sandra santana santander santino santos sara sarmiento saul sebastian sepulveda sergio
serrano severino sheila sierra silva silvia simon sofia solano solis solorzano sonia soria sosa soto souza
stefania stefany suarez susana tamara tania tapia tatiana tejada tejeda tellez teodoro teresa thiago
timoteo tobias toledo tomas toro torres trejo trujillo ulises urbano urbina uribe urrutia ursula valdes
valdez valdivia valentin valentina valenzuela valeria valverde vanesa vanessa vargas vasquez vazquez vega
velasco velasquez velez vera vergara veronica vicenta vicente victor victoria vidal vielma villa villalba
villalobos villanueva villarreal villegas vilma violeta virginia vivas viviana walter wendy wilber wilder
william wilmer wilson xavier ximena yadira yamila yanez yepez yesenia yohana yolanda yuli yuliana zambrano
zamora zapata zarate zavala zelaya zoila zulma zuniga
"""

NAMES = frozenset(_FOLDED.split())
