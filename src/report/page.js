// The report: what a run or a study came to, section by section.
"use strict";
const main = document.getElementById("main"), runs = DATA.runs;
const MICRO = "\u00b5";

for (const run of runs) {
  run.table = parseCsv(run.series || "");
  run.cycleTable = parseCsv(run.cycles || "");
}

function section(id, title, ...children) {
  main.append(el("section", {id}, el("h2", {}, title), ...children.filter(each => each)));
  document.getElementById("nav").append(el("a", {href: `#${id}`}, title.replace(/ of .*/, "")));
}

const parameter = (run, key) => run.parameters.find(each => each.key === key);

// ---- in words

// What the columns say without their files' names for things.
const LOSSES = [["sei", "SEI"], ["dead", "isolated lithium"], ["conversion", "conversion"], ["alloying", "alloying"]];

function filmWords(run) {
  const end = run.summary?.end || {}, result = run.summary?.result || {}, words = [];
  const current = parameter(run, "protocol.current_density"), steps = parameter(run, "protocol.steps");
  words.push(`${shown(end.charge_mAh_per_cm2, 3)} mAh/cm\u00b2 of net charge on ${run.title} after ${duration(end.time_s)}` +
    (steps && steps.value ? ` under the protocol \u201c${steps.value}\u201d.` : `, at ${current.value} ${current.unit}.`));
  const bare = column(run.table, "thickness_um")[0];
  words.push(`The film is ${shown(end.thickness_um, 3)} ${MICRO}m thick (${shown(bare, 3)} ${MICRO}m before); lithium fills ${shown(100 * end.filling, 3)} % of the pores of the host` +
    (end.above_um > 0.05 ? ` and packs to ${shown(100 * end.packing, 2)} % above it.` : " and none of it is above it."));
  if (result.mean_efficiency_percent !== null && result.mean_efficiency_percent !== undefined)
    words.push(`Over ${run.summary.cycles} cycles the mean coulombic efficiency is ${shown(result.mean_efficiency_percent, 4)} %.`);
  const lost = LOSSES.map(([key, name]) => [end[`${key}_mAh_per_cm2`], name]).filter(each => each[0] > 0).sort((a, b) => b[0] - a[0]);
  if (lost.length) words.push("Charge that is not live lithium: " + lost.map(([value, name]) => `${shown(value, 3)} mAh/cm\u00b2 ${name}`).join(", ") + ".");
  return words;
}

function atomWords(run) {
  const end = run.summary?.end || {};
  return [`${run.title}, atom by atom: ${shown(end.atoms, 7)} atoms of lithium metal on ${shown(end.area_nm2, 3)} nm\u00b2 of host after ${duration(end.time_s)}, at an overpotential of ${shown(end.overpotential_mV, 3)} mV.`];
}

function runWords(run) {
  const words = run.scale === "film" ? filmWords(run) : atomWords(run);
  const assumed = run.parameters.filter(each => each.tag === "assumed").length, known = run.parameters.filter(each => each.tag).length;
  words.push(`${assumed} of its ${known} quantities are assumptions; they are marked below.`);
  if (run.end !== "finished") words.unshift(`This run is not at its end (${run.end}).`);
  if (run.summary?.charge_conserved === false) words.unshift("The charge balance of this run does NOT close: do not use it.");
  return words.join(" ");
}

function studyWords() {
  const words = [];
  for (const variant of DATA.compare?.variants || []) {
    const key = variant.ranked_by, cases = variant.cases.filter(each => each[key]);
    if (!key || !cases.length) continue;
    const [first, last] = [cases[0], cases[cases.length - 1]];
    const value = each => `${shown(each[key].mean)} \u00b1 ${shown(each[key].half_width_95, 2)}`;
    words.push(`${variant.name ? `${variant.name}: ` : ""}by ${nameOf(key)}, ${first.title} is best (${value(first)} ${first[key].unit})` +
      (cases.length > 1 ? ` and ${last.title} last (${value(last)} ${last[key].unit}).` : "."));
  }
  words.push("Intervals are those of 95 % confidence.");
  return words.join(" ");
}

// ---- figures

const NAMES = {dead: "isolated lithium", sei: "SEI", overpotential: "overpotential at the top"};
const nameOf = key => {
  const name = key.replace(/_(mAh_per_cm2|um|percent|mV|V|s|per_cm2|nm2?)$/, "");
  return NAMES[name] || name.replaceAll("_", " ");
};
const axisOf = (file, key) => {
  const {unit} = meaning(file, key);
  return `${nameOf(key)}${unit && unit !== "1" ? ` (${unit})` : ""}`;
};

// The first column that is there.
const oneOf = (table, ...names) => names.find(name => has(table, name));

// Charge is the axis where it only grows, else time.
function abscissa(table) {
  const charge = column(table, "charge_mAh_per_cm2");
  const grows = charge.length && charge.every((value, i) => i === 0 || value === null || value >= charge[i - 1]);
  if (grows && has(table, "charge_mAh_per_cm2")) return {x: charge, title: "charge (mAh/cm\u00b2)"};
  const time = column(table, "time_s"), long = Math.max(...time) > 7200;
  return {x: time.map(value => long ? value / 3600 : value), title: long ? "time (h)" : "time (s)"};
}

function lines(title, y, names, shownRuns, one) {
  const traces = [];
  let x = "";
  shownRuns.forEach((run, r) => names.forEach((name, i) => {
    if (!has(run.table, name)) return;
    const at = abscissa(run.table);
    x = at.title;
    traces.push(line(at.x, column(run.table, name), one ? nameOf(name) : label(run), one ? i : r,
      {hovertemplate: `%{y:.4g}<br>${at.title} %{x:.4g}<extra>%{fullData.name}</extra>`}));
  }));
  return traces.length ? chart({title, x, y, traces}) : null;
}

// Of a study also the variant, which stands after the case in the run's name, where there are several.
const several = (DATA.compare?.variants || []).length > 1;
const variantOf = run => run.name.replace(/-s\d+$/, "").replace(/^[^.]*\.?/, "").replace(/~.*$/, "");
const label = run => several && variantOf(run) ? `${run.title}, ${variantOf(run)}` : run.title;

function cycleCharts(run) {
  const t = run.cycleTable, x = column(t, "cycle");
  if (t.rows.length < 2) return [];
  const charts = [];
  if (has(t, "efficiency_percent"))
    charts.push(chart({title: "Coulombic efficiency", x: "cycle", y: "efficiency (%)", traces: [marks(x, column(t, "efficiency_percent"), "efficiency", 0)]}));
  const dead = column(t, "dead_mAh_per_cm2");
  const lost = [["sei_mAh_per_cm2", "SEI"], ["conversion_mAh_per_cm2", "conversion"], ["alloying_mAh_per_cm2", "alloying"]].filter(each => has(t, each[0]))
    .map(([name, title], i) => bars(x, column(t, name), title, i + 2));
  lost.unshift(bars(x, dead.map((value, i) => value - (i ? dead[i - 1] : 0)), "isolated lithium, change", 1));
  charts.push(chart({title: "Losses by cause", x: "cycle", y: "charge (mAh/cm\u00b2)", traces: lost, layout: {barmode: "relative"},
    note: "Charge of each cycle that did not come back; isolated lithium that is reconnected counts as negative."}));
  if (has(t, "thickness_plated_um"))
    charts.push(chart({title: "Thickness from cycle to cycle", x: "cycle", y: `thickness (${MICRO}m)`, traces: [
      marks(x, column(t, "thickness_plated_um"), "plated", 0), marks(x, column(t, "thickness_stripped_um"), "stripped", 1)]}));
  return charts;
}

function runFigures(run) {
  const figures = [
    lines("Thickness", `height (${MICRO}m)`, ["thickness_um", "mean_height_um", "highest_um"], [run], true),
    lines("Voltage", "overpotential (mV)", ["overpotential_mV", "ohmic_drop_mV"], [run], true),
    lines("Where the lithium is", "share", ["filling", "packing", "coverage"], [run], true),
    lines("Where the charge is", "charge (mAh/cm\u00b2)", ["plated_mAh_per_cm2", "stripped_mAh_per_cm2", "conversion_mAh_per_cm2", "alloying_mAh_per_cm2", "sei_mAh_per_cm2", "dead_mAh_per_cm2"], [run], true)];
  if (run.scale !== "film") {
    const rest = run.table.names.filter(name => !["time_s", "charge_mAh_per_cm2", "overpotential_mV"].includes(name) && has(run.table, name));
    figures.push(...rest.slice(0, 7).map(name => lines(nameOf(name), axisOf("series.csv", name), [name], [run], true)));
  }
  return [...figures.filter(each => each), ...cycleCharts(run)];
}

// ---- states: pictures with a slider, and the electrode in space

function factsOf(state) {
  const facts = [];
  if (state.cycle > 1) facts.push(`cycle ${state.cycle}`);
  if (state.charge_mAh_per_cm2 !== null) facts.push(`${shown(state.charge_mAh_per_cm2, 3)} mAh/cm\u00b2`);
  if (state.atoms > 0) facts.push(`${state.atoms} atoms`);
  facts.push(duration(state.time_s));
  if (state.voltage_V !== null) facts.push(`${shown(1000 * state.voltage_V, 3)} mV against Li`);
  if (state.thickness_um !== null) facts.push(`${shown(state.thickness_um, 3)} ${MICRO}m`);
  return facts.join(", ");
}

const lastOf = run => el("figure", {}, el("h3", {}, `${label(run)}, at the end`), el("img", {src: run.states.at(-1).micrograph, alt: `${label(run)} in space`}));

// One slider for all the runs given: each shows the state nearest in its own order.
function stateViewer(shownRuns, wide) {
  const most = Math.max(...shownRuns.map(run => run.states.length));
  const input = el("input", {type: "range", min: 0, max: most - 1, step: 1, value: most - 1, "aria-label": "state of the run"});
  const told = el("output", {"aria-live": "polite"});
  const play = el("button", {type: "button", "aria-pressed": "false"}, "play");
  const images = shownRuns.map(run => el("img", {alt: `section of ${label(run)}`}));
  const captions = shownRuns.map(() => el("figcaption"));
  const watchers = [];
  let timer = 0;
  const show = () => {
    shownRuns.forEach((run, r) => {
      const state = run.states[most > 1 ? Math.round(input.value * (run.states.length - 1) / (most - 1)) : 0];
      images[r].src = state.section;
      captions[r].textContent = wide ? factsOf(state) : `${label(run)}: ${factsOf(state)}`;
      watchers.forEach(watch => watch(run, state));
    });
    told.textContent = wide ? factsOf(shownRuns[0].states[input.value]) : `state ${Number(input.value) + 1} of ${most}`;
  };
  input.addEventListener("input", show);
  play.addEventListener("click", () => {
    const on = play.getAttribute("aria-pressed") !== "true";
    play.setAttribute("aria-pressed", on);
    play.textContent = on ? "stop" : "play";
    clearInterval(timer);
    if (on) timer = setInterval(() => (input.value = (Number(input.value) + 1) % most, show()), 400);
  });
  const node = el("div", {class: "states"}, el("div", {class: "slider"}, play, input, told),
    el("div", {class: wide ? "grid" : "side"}, images.map((image, r) => el("figure", {}, wide ? null : el("h3", {}, label(shownRuns[r])), image, captions[r])), wide ? lastOf(shownRuns[0]) : null));
  return {node, show, watch: each => watchers.push(each)};
}

function spaceSection(viewer, shownRuns) {
  const space = new Space("the electrode");
  const choice = el("select", {"aria-label": "run in space"}, shownRuns.map((run, i) => el("option", {value: i}, label(run))));
  let latest = new Map();
  const refresh = () => space.show(latest.get(shownRuns[choice.value]));
  viewer.watch((run, state) => (latest.set(run, state), run === shownRuns[choice.value] && refresh()));
  choice.addEventListener("change", refresh);
  section("space", "In space", shownRuns.length > 1 ? el("div", {class: "tools"}, choice) : null, space.node);
  window.space = space;
}

function pictureSections(shownRuns) {
  const kept = shownRuns.filter(run => run.states.length);
  if (!kept.length) {
    section("pictures", "Pictures", el("p", {}, "No states were kept. ", DATA.kind === "study" ? el("code", {}, "likmc compare --keep pictures") : el("code", {}, "output.snapshots"), " keeps them."));
    return;
  }
  const viewer = stateViewer(kept, kept.length === 1);
  section("pictures", kept.length > 1 ? "Substrates side by side" : "Pictures by charge", viewer.node,
    kept.length > 1 ? el("div", {class: "side"}, kept.map(lastOf)) : null);
  spaceSection(viewer, kept);
  viewer.show();
}

// ---- the study

function rankingChart(variant, rows, quantity) {
  const of = rows.rows.filter(row => row.variant === variant && row.quantity === quantity && row.mean !== "").sort((a, b) => b.rank - a.rank);
  if (!of.length) return null;
  const mean = of.map(row => Number(row.mean));
  const unit = of[0].unit;
  return chart({title: `${nameOf(quantity)}${variant ? `, ${variant}` : ""}`, x: `${nameOf(quantity)}${unit && unit !== "1" ? ` (${unit})` : ""}`, y: "",
    traces: [{type: "scatter", mode: "markers", orientation: "h", y: of.map(row => row.title), x: mean, name: "mean",
      error_x: {type: "data", array: of.map((row, i) => Number(row.high_95) - mean[i]), color: css("--quiet"), thickness: 2, width: 6},
      marker: {size: 11, color: of.map((row, i) => COLOURS[i % COLOURS.length]), symbol: of.map((row, i) => SYMBOLS[i % SYMBOLS.length])},
      hovertemplate: "%{y}: %{x:.5g}<extra></extra>"}],
    layout: {showlegend: false, yaxis: {type: "category"}}, note: "Mean and 95 % confidence interval; the best stands on top."});
}

function rankingSection() {
  const rows = parseCsv(DATA.ranking || "");
  const variants = DATA.compare?.variants || [];
  const wanted = ["thickness_um", "efficiency_percent", "mean_efficiency_percent", "filling_percent", "dead_mAh_per_cm2"];
  const figures = variants.flatMap(variant => [...new Set([variant.ranked_by, ...wanted])].filter(each => each).map(quantity => rankingChart(variant.name, rows, quantity)).filter(each => each).slice(0, 4));
  const tables = variants.filter(variant => variant.ranked_by).map(variant => el("div", {}, el("h3", {}, `${variant.name || "Ranking"}, by ${nameOf(variant.ranked_by)}`),
    table(["rank", "case", "mean", "\u00b1 95 %", "runs", "better than the next with probability"], variant.cases.filter(each => each[variant.ranked_by]).map((each, i, all) => ({cells: [
      each.rank, each.title, each[variant.ranked_by].mean, shown(each[variant.ranked_by].half_width_95, 2), each[variant.ranked_by].values,
      all[i + 1] ? shown(each.better_than[all[i + 1].case], 3) : ""]})), {label: "ranking"})));
  section("ranking", "Ranking", el("div", {class: "grid"}, figures), ...tables);
  if (DATA.scan) scanSection();
}

function scanSection() {
  section("scan", "Scan", el("pre", {}, DATA.scan));
}

// ---- the rest

function provenanceSection() {
  const first = runs[0]?.provenance || {};
  const rows = Object.entries(first).filter(each => typeof each[1] !== "object").map(([key, value]) => ({cells: [el("code", {}, key), String(value)]}));
  (first.segments || []).forEach((segment, i) => rows.push({cells: [`segment ${i + 1}`, Object.entries(segment).map(each => each.join(" ")).join(", ")]}));
  rows.push({cells: [el("code", {}, "report made by"), `likmc ${DATA.version}, commit ${DATA.commit}`]});
  section("provenance", "Where it comes from", table([], rows, {label: "provenance"}));
}

function againSection() {
  const lines = DATA.kind === "run"
    ? `git checkout ${runs[0].provenance?.commit || "COMMIT"}\nlikmc run ${DATA.directory}/params.yaml --out again\nlikmc report again`
    : `git checkout ${DATA.compare?.commit || DATA.commit}\nlikmc compare STUDY.yaml --keep pictures --out again\nlikmc report again`;
  section("again", "Run it again", el("p", {}, "The same parameters and the same seed give the same bytes, on any number of threads."), el("pre", {}, lines));
}

function themeButton() {
  const button = document.getElementById("theme"), media = matchMedia("(prefers-color-scheme: dark)");
  const set = (dark, width) => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    button.setAttribute("aria-pressed", dark);
    drawCharts(width);
  };
  button.addEventListener("click", () => set(document.documentElement.dataset.theme !== "dark"));
  media.addEventListener("change", event => set(event.matches));
  set(media.matches);
  let before = "light";
  addEventListener("beforeprint", () => (before = document.documentElement.dataset.theme, set(false, 640)));
  addEventListener("afterprint", () => set(before === "dark"));
}

function build() {
  const title = DATA.kind === "run" ? runs[0].title : DATA.study?.title || "study";
  document.title = `${title} \u2013 likmc`;
  document.getElementById("head").append(el("h1", {}, title));
  section("summary", "In short", el("p", {class: "lead"}, DATA.kind === "run" ? runWords(runs[0]) : studyWords()));
  if (DATA.kind === "study") rankingSection();
  const figures = runs.length === 1 ? runFigures(runs[0]) : [
    lines("Thickness", `thickness (${MICRO}m)`, ["thickness_um"], runs, false), lines("Voltage", "overpotential (mV)", ["overpotential_mV"], runs, false),
    lines("Pores filled", "share", ["filling"], runs, false), lines("Isolated lithium", "charge (mAh/cm\u00b2)", ["dead_mAh_per_cm2"], runs, false)].filter(each => each);
  if (figures.length) section("figures", "Figures", el("div", {class: "grid"}, figures));
  pictureSections(runs);
  if (runs.length) section("parameters", runs.length > 1 ? `Parameters of ${label(runs[0])}` : "Parameters", parameterTable(runs[0]));
  provenanceSection();
  againSection();
  document.getElementById("foot").append(el("details", {}, el("summary", {}, "licences of the libraries in this page"), el("pre", {}, document.getElementById("licences").textContent)));
  themeButton();
  document.documentElement.dataset.ready = "yes";
}

build();
