"""The first sheet: how to work with the others, in both languages."""

from __future__ import annotations

TITLE = "Cómo - How to"
HOW_TO: tuple[tuple[str, str], ...] = (
    ("Cómo usar este archivo", "How to use this file"),
    (
        "Cada hoja tiene una fila por respuesta, lugar, línea, forma de preguntar o prueba. Español e inglés van juntos: "
        "cambia los dos, con las mismas cifras.",
        "Each sheet has one row an answer, place, line, phrasing or test. Spanish and English stand side by side: "
        "change both, with the same figures.",
    ),
    (
        "Cambia solo las celdas que quieras cambiar. Las grises no se cambian. El encabezado tampoco: pon el ratón encima "
        "y una nota explica la columna.",
        "Change only the cells you mean to change. The grey ones do not change. Nor does the header: rest the mouse on it "
        "and a note explains the column.",
    ),
    (
        "Varias cosas en una celda (pasos, requisitos, fuentes, horario): una por línea, con Alt+Enter en Excel o "
        "Ctrl+Enter en LibreOffice.",
        "Several things in one cell (steps, requirements, sources, hours): one a line, with Alt+Enter in Excel or "
        "Ctrl+Enter in LibreOffice.",
    ),
    (
        "Una fuente es: quién publica | título | https://… | fecha. Sin fuente no se publica.",
        "A source is: publisher | title | https://… | date. Without a source nothing is published.",
    ),
    (
        "Agregar: escribe en la primera fila vacía. Una respuesta lleva el id de una pregunta compartida (see-doctor); si "
        "la pregunta solo existe en tu país, un id propio (pe-…), su título en «Preguntas propias» y cinco formas de "
        "preguntar por idioma en «Formas de preguntar».",
        "To add: write in the first empty row. An answer has the id of a shared question (see-doctor); where the question "
        "exists in your country only, an id of its own (pe-…), its title in 'Own questions' and five ways to ask in each "
        "language in 'Phrasings'.",
    ),
    (
        "Borrar: escribe yes en la columna «borrar». Si quitas la fila, no se borra nada y Rumbo te lo dice.",
        "To delete: write yes in the column 'delete'. If you take the row out, nothing is deleted and Rumbo tells you.",
    ),
    (
        "Fechas y teléfonos son texto, para que la hoja de cálculo no los cambie: 2025-03, +51 1 200 1000. Sin fórmulas, "
        "sin celdas combinadas, sin macros.",
        "Dates and phones are text, so that the spreadsheet does not change them: 2025-03, +51 1 200 1000. No formulas, "
        "no merged cells, no macros.",
    ),
    (
        "Guarda como .xlsx (o CSV UTF-8) y tráelo de vuelta. Antes de escribir, Rumbo muestra cada cambio y cada error con "
        "su fila. Con un solo error no se escribe nada.",
        "Save as .xlsx (or CSV UTF-8) and bring it back. Before anything is written, Rumbo shows each change and each "
        "mistake with its row. With one mistake nothing is written.",
    ),
    (
        "¿Otra persona cambió lo mismo mientras tanto? Rumbo muestra los dos textos y tú eliges.",
        "Did somebody else change the same meanwhile? Rumbo shows both texts and you choose.",
    ),
)
