// Charts: Plotly with the page's colours, a table of the numbers, and SVG to save.
"use strict";
// Okabe and Ito's colours, which stay apart for colour-blind eyes; dashes and symbols tell the same once more.
const COLOURS = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D31", "#7F7F7F"];
const DASHES = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];
const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "x", "star", "cross", "triangle-down"];
const charts = [];

const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function themed() {
  return {paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: {color: css("--ink"), size: 13},
    xaxis: {gridcolor: css("--line"), zerolinecolor: css("--line"), linecolor: css("--quiet")},
    yaxis: {gridcolor: css("--line"), zerolinecolor: css("--line"), linecolor: css("--quiet")}};
}

function merged(...parts) {
  const out = {};
  for (const part of parts)
    for (const [key, value] of Object.entries(part || {}))
      out[key] = value && typeof value === "object" && !Array.isArray(value) ? merged(out[key], value) : value;
  return out;
}

// One chart. `about`: title, x, y (titles of the axes), traces, layout, note.
function chart(about) {
  const plot = el("div", {class: "plot", role: "img", "aria-label": `${about.title}: ${about.y} against ${about.x}`});
  const file = about.title.replace(/\W+/g, "-").toLowerCase();
  const numbers = () => {
    const lines = [["trace", about.x, about.y, "half width of interval"].map(each => `"${each}"`).join(",")];
    for (const trace of about.traces)
      (trace.orientation === "h" ? trace.y : trace.x).forEach((x, i) => lines.push(
        [`"${trace.name || ""}"`, `"${x}"`, (trace.orientation === "h" ? trace.x : trace.y)[i], trace.error_y?.array?.[i] ?? trace.error_x?.array?.[i] ?? ""].join(",")));
    return lines.join("\n") + "\n";
  };
  const layout = () => merged({margin: {l: 64, r: 16, t: 8, b: 48}, hovermode: "closest", legend: {orientation: "h", y: 1.02, yanchor: "bottom"},
    xaxis: {title: {text: about.x}, automargin: true}, yaxis: {title: {text: about.y}, automargin: true}}, themed(), about.layout);
  const config = {responsive: true, displaylogo: false, displayModeBar: false, scrollZoom: false};
  charts.push({draw: width => Plotly.react(plot, about.traces, merged(layout(), width ? {width, autosize: false} : {}), config)});
  const zoom = factor => {
    const change = {};
    for (const axis of ["xaxis", "yaxis"]) {
      const [a, b] = plot._fullLayout[axis].range.map(Number);
      if (!isFinite(a) || !isFinite(b)) continue;
      change[`${axis}.range`] = [(a + b) / 2 - (b - a) / 2 * factor, (a + b) / 2 + (b - a) / 2 * factor];
    }
    Plotly.relayout(plot, change);
  };
  return el("figure", {}, el("h3", {}, about.title), plot,
    el("figcaption", {}, `${about.note ? `${about.note} ` : ""}Drag to zoom, double click for the whole.`),
    el("div", {class: "tools"},
      el("button", {type: "button", onclick: () => Plotly.toImage(plot, {format: "svg", width: 720, height: 420}).then(uri => save(`${file}.svg`, "image/svg+xml", decodeURIComponent(uri.slice(uri.indexOf(",") + 1))))}, "save SVG"),
      el("button", {type: "button", onclick: () => save(`${file}.csv`, "text/csv", numbers())}, "save numbers"),
      el("button", {type: "button", "aria-label": "zoom in", onclick: () => zoom(0.7)}, "+"),
      el("button", {type: "button", "aria-label": "zoom out", onclick: () => zoom(1 / 0.7)}, "\u2212"),
      el("button", {type: "button", onclick: () => Plotly.relayout(plot, {"xaxis.autorange": true, "yaxis.autorange": true})}, "whole")));
}

// As wide as their boxes, or of a width in pixels.
const drawCharts = width => charts.forEach(each => each.draw(width));

const line = (x, y, name, i, more = {}) => ({type: "scatter", mode: "lines", x, y, name,
  line: {color: COLOURS[i % COLOURS.length], dash: DASHES[i % DASHES.length], width: 2}, ...more});

const marks = (x, y, name, i, more = {}) => ({type: "scatter", mode: "lines+markers", x, y, name,
  marker: {color: COLOURS[i % COLOURS.length], symbol: SYMBOLS[i % SYMBOLS.length], size: 7}, line: {color: COLOURS[i % COLOURS.length], dash: DASHES[i % DASHES.length]}, ...more});

// Bars to stack; hatches besides colours.
const HATCHES = ["", "/", "x", ".", "\\", "-", "|", "+"];
const bars = (x, y, name, i, more = {}) => ({type: "bar", x, y, name, marker: {color: COLOURS[i % COLOURS.length], pattern: {shape: HATCHES[i % HATCHES.length], fgcolor: "#fff", size: 6}}, ...more});
