// Draws a reply: every kind of block, pins, buttons. JSON in, elements out; texts are only ever set as text.

import { IN_LISTS, IN_TEXT, link, linked, linkedContact } from "./links.js";

/** An element with a class and children (texts or elements). */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

const DRAW = {
  heading: (b) => (b.text === "—" ? element("hr", "") : element("h3", "", b.text)),
  paragraph: (b) => element("p", "", linked(b.text, IN_TEXT)),
  items: drawItems,
  fact: (b) => element("p", "fact", element("b", "", labelled(b.label)), " ", linked(b.value, IN_TEXT)),
  contact: drawContact,
  link: drawLink,
  note: (b) => element("p", b.warning ? "note warning" : "note", linked(b.text, IN_TEXT)),
};

/** The blocks as elements, in order; labelled facts and contacts that follow each other share a frame. */
export function drawBlocks(blocks) {
  const drawn = [];
  let frame = null;
  for (const block of blocks) {
    const made = DRAW[block.type](block);
    const framed = block.type === "fact" || block.type === "contact";
    if (!framed) {
      frame = null;
      drawn.push(made);
    } else if (frame && frame.dataset.of === block.type) {
      frame.append(made);
    } else {
      frame = element("div", block.type + "s", made);
      frame.dataset.of = block.type;
      drawn.push(frame);
    }
  }
  return drawn;
}

/** A place as a card: name, address, coordinates and a way to a map; nothing is fetched from the map's owner. */
export function drawVenue(venue, shown, say) {
  const seen = shown.map((block) => JSON.stringify(block));
  const more = venue.detail.filter((block) => !seen.includes(JSON.stringify(block)));
  const where = venue.latitude.toFixed(5) + ", " + venue.longitude.toFixed(5);
  const map = "https://www.openstreetmap.org/?mlat=" + venue.latitude + "&mlon=" + venue.longitude + "#map=17/" +
    venue.latitude + "/" + venue.longitude;
  const card = element("div", "venue",
    element("div", "pin", "📍"),
    element("div", "", element("b", "", venue.title), element("p", "", venue.address),
      element("p", "where", where, " · ", link(map, say("open_map"))), ...drawBlocks(more)));
  card.firstChild.setAttribute("aria-hidden", "true");
  return card;
}

/** Rows of buttons; each carries its action. */
export function drawButtons(rows) {
  return element("div", "buttons", ...rows.map((row) => element("div", "row", ...row.map(drawButton))));
}

function drawButton(button) {
  const made = element("button", "", button.label);
  made.type = "button";
  made.dataset.action = button.action;
  return made;
}

function drawItems(block) {
  const list = element(block.numbered ? "ol" : "ul", "",
    ...block.items.map((item) => element("li", "", linked(item, IN_LISTS))));
  return block.label ? element("div", "", element("p", "label", block.label), list) : list;
}

function drawContact(block) {
  const made = element("p", "contact", element("b", "", block.label), " ", linkedContact(block.value));
  if (block.note) made.append(element("small", "", linkedContact(block.note)));
  return made;
}

function drawLink(block) {
  if (!block.url.startsWith("https://")) return element("p", "", block.label);
  const made = link(block.url, block.label);
  made.append(" ↗", element("small", "", new URL(block.url).hostname));
  return element("p", "page", made);
}

function labelled(label) {
  return label.replace(/\s*:?\s*$/, ":");
}
