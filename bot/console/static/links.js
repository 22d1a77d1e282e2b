// Finds what can be tapped in a text: pages, mail, telephone numbers, WhatsApp and commands. Text in, nodes out.
// Everything is put in as text or as an attribute of our own, never as markup.

const COMMAND = /(?:^|\s)(\/[a-z_]{2,32})(?![\w/])/;
const PAGE = /https:\/\/[^\s<>"']+[^\s<>"'.,;:!?)]/;
const MAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/;
const WHATSAPP = /WhatsApp:? (\+\d[\d\s().-]{5,}\d)/;
const ABROAD = /\+\d[\d\s().-]{5,}\d/;
const TOLD = /\b(?:(?:llamar?|marcar?)(?: al?| el)?|o al|call|dial) (\d{3})\b/i;

// Only in a part of a contact that is nothing but numbers, as an address has numbers too: "01 200 1000", "(01) 411 5000", "0-800-16800"; also short ones that stand alone. Years are none.
const AT_HOME = /(?:^|[\s:·])((?!(?:19|20)\d\d\b)\(?\d[\d\s()-]{4,14}\d)(?=$|[\s,.;)])/;
const SHORT = /(?:^|· |, | [oy] | or | and )(\*?#?\d{2,4})(?=$| ·|,| [oy] | or | and )/;
// "Perú: 105" at the end of a line of a list.
const EMERGENCY = /: (\d{3})$/;

const EVERYWHERE = [
  { finds: WHATSAPP, node: (t) => link("https://wa.me/" + t.replace(/\D/g, ""), t) },
  { finds: PAGE, node: (t) => link(t, t) },
  { finds: MAIL, node: (t) => link("mailto:" + t, t) },
  { finds: ABROAD, node: telephone },
  { finds: TOLD, node: telephone },
];
const COMMANDS = { finds: COMMAND, node: command };
export const IN_TEXT = [...EVERYWHERE, COMMANDS];
export const IN_LISTS = [...IN_TEXT, { finds: EMERGENCY, node: telephone }];
const IN_NUMBERS = [...EVERYWHERE, { finds: AT_HOME, node: telephone }, { finds: SHORT, node: telephone }];
const BETWEEN_NUMBERS = /\b(?:ext|opt|option|opci[oó]n|and|or|y|o)\b\.?/gi;

/** A contact's text, whose parts stand between dots: "0800-15170 · WhatsApp +51 945 084 133 · Av. Grau 394-398". */
export function linkedContact(text) {
  const fragment = document.createDocumentFragment();
  text.split(" · ").forEach((part, n) => {
    const onlyNumbers = !/[a-zà-ÿ]/i.test(part.replace(BETWEEN_NUMBERS, ""));
    fragment.append(n ? " · " : "", linked(part, onlyNumbers ? IN_NUMBERS : EVERYWHERE));
  });
  return fragment;
}

/** The text as a fragment, with what `rules` find made tappable. The earliest find wins, then the earlier rule. */
export function linked(text, rules) {
  const fragment = document.createDocumentFragment();
  let rest = text;
  for (;;) {
    const found = earliest(rest, rules);
    if (!found) break;
    fragment.append(rest.slice(0, found.at), found.rule.node(found.text));
    rest = rest.slice(found.at + found.text.length);
  }
  fragment.append(rest);
  return fragment;
}

/** A link to a page of somebody else: opens beside the chat and does not tell where it was tapped. */
export function link(address, text) {
  const a = document.createElement("a");
  a.href = address;
  a.textContent = text;
  if (address.startsWith("https:")) {
    a.target = "_blank";
    a.rel = "noopener noreferrer";
  }
  return a;
}

function earliest(text, rules) {
  let best = null;
  for (const rule of rules) {
    const match = rule.finds.exec(text);
    if (!match) continue;
    const whole = match[1] === undefined ? match[0] : match[1];
    const at = match.index + match[0].lastIndexOf(whole);
    if (!best || at < best.at) best = { at, text: whole, rule };
  }
  return best;
}

function telephone(text) {
  return link("tel:" + text.replace(/[^\d+*#]/g, ""), text);
}

function command(text) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "command";
  button.dataset.command = text;
  button.textContent = text;
  return button;
}
