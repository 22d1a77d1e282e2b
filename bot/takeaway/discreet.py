"""What a page may say aloud: a person who carries it may be searched, so some words never stand on it."""

from __future__ import annotations

import re

# Words that say, or let others guess, what happened to a person or what they fear.
_NEVER = re.compile(
    r"""(?ix) \b (?:
        (?:contra|de|por|sobre) \s+ (?:la\s+)? trata \b | trata \s+ (?:de \s+ personas | y) | ^ trata \b
      | trafic\w* | tráfic\w* | traffick\w* | explot\w* | exploit\w* | v[ií]ctim\w* | forced \s+ labou?r
      | trabajo \s+ forzad\w*
      | persecu\w* | persegu\w* | persig\w* | tortur\w* | amenaz\w* | threat\w*
      | temes | temer | temor | miedo | fear\w* | afraid
      | vih | hiv | lgb\w* | trans | abort\w* | violad\w* | violaci[oó]n \s+ sexual | rape\w* | abus\w* \s+ sexual\w*
    ) \b"""
)
# In what is said of asylum, the reasons too.
_REASONS = re.compile(r"(?i)\b(huy\w*|huid\w*|huir|flee\w*|fled|peligr\w*|danger\w*)\b")
_ASYLUM = re.compile(r"(?i)\b(refugi\w*|refuge\w*|asil\w*|asyl\w*|violencia|violence)\b")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÁÉÍÓÚÑÜ¿¡«\"(\d])")
_ABBREVIATION = re.compile(
    r"(?:^|\s|\()(?:Av|Avda|Dr|Dra|Sr|Sra|Jr|St|No|N|Nº|núm|art|arts|km|tel|aprox|Ing|Gral)\.$", re.I
)


def is_discreet(text: str, *, asylum: bool = False) -> bool:
    """Whether a text may stand on a page. `asylum`: it is about asylum, so reasons are left out as well."""
    return not _NEVER.search(text) and not (asylum and _REASONS.search(text))


def names_asylum(title: str) -> bool:
    """Whether a title lets others guess that a person asks for asylum or suffered something."""
    return bool(_ASYLUM.search(title)) or not is_discreet(title)


def sentences(text: str) -> list[str]:
    """The sentences of a text; an abbreviation ("Av. España") ends none."""
    found: list[str] = []
    for part in _END.split(" ".join(text.split())):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] += " " + part
        else:
            found.append(part)
    return [s for s in found if s]


def opening(text: str, most: int, *, asylum: bool = False) -> str:
    """The first whole sentences of a text that a page may say, together at most `most` characters but at least one.

    Nothing is cut inside a sentence. Empty where no sentence may be said.
    """
    said = ""
    for sentence in (s for s in sentences(text) if is_discreet(s, asylum=asylum)):
        longer = f"{said} {sentence}".strip()
        if said and len(longer) > most:
            break
        said = longer
    return said


def clauses(note: str, most: int = 99) -> str:
    """The first parts of a note ("24 hours; free; …") that a page may say."""
    kept = [c.strip() for c in note.split(";") if c.strip() and is_discreet(c.strip())]
    return "; ".join(kept[:most])
