"""The words by which a register's rows are told apart. Folded: small letters, no accents; `*` stands for any ending.

Spanish, Portuguese and English. In each table the first line that fits wins. To teach a new word, add it to its line.
"""

from __future__ import annotations

KINDS: tuple[tuple[str, str], ...] = (
    (
        "none",
        "laboratori*, laborator*, farmaci*, pharmac*, drogueria*, optic*, odontolog*, dental, dentist*, "
        "ambulanci*, ambulance*, funerari*, veterinar*, morgue, banco de sangre, blood bank, banco de leche, "
        "hemocentro, medicina legal, medico legal, direccion regional, direccion de salud, secretaria "
        "municipal, secretaria estadual, vigilancia sanitaria, vigilancia epidemiologica, vigilancia em "
        "saude, central de regulacao, central de abastecimiento, penitenciari*, carcel, sanidad militar, "
        "policia militar, estacion migratoria",
    ),
    (
        "health post",
        "posta, posta medica, puesto sanitario, puesto de salud, puesto medico, puesto de vacunacion, "
        "vacunatorio*, vaccination post*, vaccination cent*, posto de saude, posto medico, ponto de saude, "
        "centro de salud, centro de saude, centro comunitario de salud, centro sanitario, centro medico, "
        "centro periferico, centro de atencion primaria, centro de atencion ambulatoria, subcentro, casa de "
        "salud, unidad de salud, unidade de saude, unidade basica, unidad medica, unidad sanitaria, unidad de "
        "atencion primaria, unidad de primeros auxilios, saude da familia, sala de primeros auxilios, salita, "
        "sala medica, primeros auxilios, health post*, health cent*, health unit*, clinic, primary care, "
        "doctors, policlinic*, ambulatori*, dispensari*, consultorio*, miniconsultorio*, policonsultorio*, "
        "urgencia*, pronto atendimento, estafeta, cesfam, cecosf, cosam, cesac, caps, capsi, saps, cic, ubsf, "
        "csf, psr, cgr, cgu, sapu, sar, sur, crs, cdt, upa, ubs, usf, esf, psf, ebais, clas, cap, caa, c s, p "
        "s, e s, ums, umf, umr, uneme, cais, aps",
    ),
    (
        "hospital",
        "hosp*, maternidad*, sanatorio, santa casa, unidade mista, establecimiento asistencial, instituto "
        "traumatologico, instituto nacional de salud",
    ),
    (
        "asylum office",
        "comar, conare, conpare, asylum office*, oficina de refugio, comision de refugiados, comision "
        "mexicana de ayuda a refugiados",
    ),
    (
        "migration office",
        "migration office*, oficina de migracion*, migraciones, instituto nacional de migracion, inm, "
        "extranjeria, direccion general de migracion, jefatura de migraciones",
    ),
    (
        "consulate",
        "consulad*, consulate*, embajada*, embaixada*, embassy",
    ),
    (
        "legal aid",
        "clinica juridica, asesoria juridica, asesoria legal, consultorio juridico, legal aid, defensoria "
        "publica, assistencia juridica",
    ),
    (
        "shelter",
        "shelter*, albergue*, refugio*, abrigo*, casa de paso, casa del migrante, casa migrante, casa de "
        "acogida, hogar de paso, hospedaje, dormitorio, casa de passagem, casa de apoyo, alojamiento",
    ),
    (
        "food",
        "comedor*, olla comun, cocina comunitaria, cocina popular, soup kitchen, food, restaurante popular, "
        "banco de alimentos",
    ),
    (
        "support space",
        "support space*, espacio de apoyo, espacios de apoyo, centro de acogida, punto de atencion, centro de "
        "referencia de assistencia, cras, creas, casa de la mujer, centro comunitario, atencion al migrante, "
        "ludoteca, ayuda humanitaria",
    ),
    (
        "health post",
        "materno infantil, salud, saude, sanitari*, medic*, health, clinica*",
    ),
)

OWNERS: tuple[tuple[str, str], ...] = (
    (
        "private",
        "no publico, no publica, nao publico, no estatal, clinica privada",
    ),
    (
        "ngo",
        "ong, ongs, ngo, no gubernamental*, organismos no gubernamentales, nao governamental, iglesia, "
        "igreja, church, parroquia, caritas, cruz roja, cruz vermelha, red cross, sociedad civil, sociedade "
        "civil, acnur, unhcr, oim, iom, unicef, onu, sin fin de lucro, sin fines de lucro, sem fins "
        "lucrativos, fundacion, filantropic*, religios*, medicos sin fronteras, congregacion",
    ),
    (
        "public",
        "yes, si, sim, public*, estatal*, estadual, estado, municip*, provincial, nacional, federal, fiscal, "
        "govern*, gobierno, gov*, minist*, minsa, minsal, mspbs, msp, ssa, sus, ccss, css, imss*, issste, "
        "essalud, iess, asse, seguro social, seguridad social, social security, servicio de salud, secretaria "
        "de salud, sisol, regional, caja, cajas, seremi, fuerzas armadas, universitario publico",
    ),
    (
        "private",
        "no, nao, privad*, particular*, private, empresarial, empresariais, empresa*, con fines de lucro, com "
        "fins lucrativos, prepaga*, mutualista, pessoa fisica, pessoas fisicas, persona natural, s a, srl, "
        "ltda",
    ),
)

CONFIDENTIAL = (  # the place of such a shelter is never told: only its telephone line stands in the knowledge
    "violencia, violence, victima*, victims, maltrat*, abuso, abuse, trata de personas, trafficking, mujeres en riesgo, "
    "situacion de riesgo, proteccion a la mujer, casa de emergencia, refugio secreto"
)

CLOSED = (
    "cerrad*, clausurad*, baja, de baja, inactiv*, inativ*, fechad*, desativad*, desactivad*, closed, no "
    "vigente, no activo, no activa, no operativ*, no funciona, fuera de servicio, fuera de operacion, "
    "suspendid*, paralisad*, demolid*, cancelad*, abandoned, disused, en construccion, em construcao"
)
