// Tables and small pieces of the page.
"use strict";
const DATA = JSON.parse(document.getElementById("data").textContent);

// An element with attributes and children; on... are listeners, text stays text.
function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.flat().filter(child => child !== null && child !== undefined));
  return node;
}

// Comma-separated values with quotes: {names, rows: [{name: text}]}.
function parseCsv(text) {
  const rows = [];
  let row = [], field = "", quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') field += c;
      else if (text[i + 1] === '"') field += text[++i];
      else quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === ",") row.push(field), field = "";
    else if (c === "\n") row.push(field), rows.push(row), row = [], field = "";
    else if (c !== "\r") field += c;
  }
  if (field || row.length) row.push(field), rows.push(row);
  const names = rows.shift() || [];
  return {names, rows: rows.map(each => Object.fromEntries(names.map((name, i) => [name, each[i] ?? ""])))};
}

// Values of a column; what is no number is null, which a chart leaves out.
const column = (table, name) => table.rows.map(row => row[name] === "" || row[name] === undefined || !isFinite(row[name]) ? null : Number(row[name]));

const has = (table, name) => table.names.includes(name) && column(table, name).some(value => value !== null);

function meaning(file, name) {
  return DATA.dictionary.find(each => each.file === file && each.name === name) || {unit: "", doc: ""};
}

// A number as people write it: four digits that count.
function shown(value, digits = 4) {
  if (value === null || value === undefined || value === "" || !isFinite(value)) return "\u2013";
  const number = Number(value), size = Math.abs(number);
  if (size !== 0 && (size < 1e-3 || size >= 1e6)) return number.toExponential(digits - 1);
  return String(Number(number.toPrecision(digits)));
}

function duration(seconds) {
  if (seconds === null || seconds === undefined || !isFinite(seconds)) return "";
  const [unit, size] = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1], ["ms", 1e-3], ["\u00b5s", 1e-6], ["ns", 1e-9]]
    .find(each => seconds >= 1.5 * each[1]) || ["s", 1];
  return `${shown(seconds / size, 3)} ${unit}`;
}

function table(head, rows, attributes = {}) {
  return el("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": attributes.label || "table"},
    el("table", {}, head.length === 0 ? null : el("thead", {}, el("tr", {}, head.map(each => el("th", {scope: "col"}, each)))),
      el("tbody", {}, rows.map(row => el("tr", {class: row.kind || null}, row.cells.map(cell =>
        cell instanceof Node ? el("td", {}, cell) : el("td", {class: typeof cell === "number" ? "number" : null}, typeof cell === "number" ? shown(cell) : cell)))))));
}

function save(name, type, text) {
  const link = el("a", {href: URL.createObjectURL(new Blob([text], {type})), download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

// Parameters of a run with where they come from; assumed ones stand out and come first on request.
function parameterTable(run) {
  const words = el("input", {type: "text"});
  const only = el("select", {"aria-label": "which parameters"}, ["all parameters", "assumed", "derived", "literature", "publication", "settings"].map(each => el("option", {value: each}, each)));
  const box = el("div");
  const tagName = tag => tag === "paper" ? "publication" : tag;
  const draw = () => {
    const rows = run.parameters.filter(p => `${p.key} ${p.doc} ${p.source || ""}`.toLowerCase().includes(words.value.toLowerCase()))
      .filter(p => only.value === "all parameters" || (only.value === "settings" ? !p.tag : tagName(p.tag) === only.value));
    box.replaceChildren(table(["parameter", "value", "plausible range", "known from", "source", "what it is"], rows.map(p => ({
      kind: p.tag === "assumed" ? "assumed" : null,
      cells: [el("code", {}, p.key), `${p.value} ${p.unit}`, p.tag ? `${p.low} to ${p.high}` : "",
        p.tag ? el("span", {class: `tag ${p.tag}`}, tagName(p.tag)) : "", p.source || "", p.doc]})), {label: "parameters"}));
  };
  words.addEventListener("input", draw);
  only.addEventListener("change", draw);
  draw();
  return el("div", {}, el("div", {class: "tools"}, el("label", {}, "find a parameter ", words), only), box);
}
