// Chart islands. Each chart reads the table beside it, so picture and table cannot disagree.
// Canvas and rich-text tooltips: neither writes style attributes, which the site's policy forbids.
import * as echarts from "../vendor/echarts/echarts.esm.min.mjs";

const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const font = () => css("--cg-font");
const DASHES = ["solid", [6, 3], [14, 3, 3, 3], [2, 3]];

function number(cell) {
  const raw = cell?.dataset.v ?? cell?.textContent.replace(/[,\s]/g, "").replace("\u2212", "-") ?? "";
  return raw === "" || Number.isNaN(Number(raw)) ? null : Number(raw);
}

// The first column is the axis; each further column with data-name is a series.
function read(table) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows].filter((row) => !row.classList.contains("group"));
  const named = heads.map((cell, at) => ({ cell, at })).filter(({ cell, at }) => at > 0 && (cell.dataset.name || heads.every((h) => !h.dataset.name)));
  return {
    x: rows.map((row) => row.cells[0].dataset.x ?? row.cells[0].textContent.trim()),
    series: named.map(({ cell, at }) => ({
      name: cell.dataset.name ?? cell.textContent.trim(), unit: cell.dataset.unit ?? "",
      values: rows.map((row) => number(row.cells[at])),
    })),
  };
}

function frame() {
  return {
    animation: false, textStyle: { fontFamily: font() }, aria: { enabled: false },
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, backgroundColor: css("--cg-surface"), borderColor: css("--cg-line-strong"),
      borderWidth: 1, shadowBlur: 0, textStyle: { color: css("--cg-text"), fontSize: 12, fontFamily: font() } },
  };
}
const label = () => ({ color: css("--cg-text-2"), fontSize: 12, fontFamily: font() });
const category = (data) => ({ type: "category", data, axisTick: { show: false }, axisLine: { lineStyle: { color: css("--cg-line-strong") } }, axisLabel: label() });
const value = () => ({ type: "value", min: (v) => Math.min(0, v.min), splitNumber: 4, axisLabel: label(), splitLine: { lineStyle: { color: css("--cg-line") } } });

// Name and last value stand at the end of each line; no legend.
function lines(table, host) {
  const { x, series } = read(table);
  return {
    ...frame(),
    grid: { left: 40, right: host.clientWidth < 480 ? 84 : 104, top: 12, bottom: 26 },
    xAxis: { ...category(x), boundaryGap: false }, yAxis: value(),
    series: series.map(({ name, unit, values }, i) => ({
      name, type: "line", symbol: "circle", symbolSize: 4, showSymbol: false, data: values, connectNulls: false,
      lineStyle: { width: 2.25, type: DASHES[i % 4], color: css(`--cg-s${i + 1}`) }, itemStyle: { color: css(`--cg-s${i + 1}`) },
      endLabel: { show: true, formatter: (p) => `${name} ${p.value} ${unit}`, color: css("--cg-text"), fontSize: 12, fontFamily: font(), distance: 6 },
      labelLayout: { moveOverlap: "shiftY" },
    })),
  };
}

// Lying bars from zero, each with its value at the end.
function bars(table) {
  const { x, series } = read(table);
  return {
    ...frame(),
    grid: { left: 8, right: 64, top: 6, bottom: 6, containLabel: true },
    xAxis: { ...value(), axisLabel: { show: false }, splitLine: { show: false } }, yAxis: { ...category(x), inverse: true },
    series: series.map(({ name, unit, values }, i) => ({
      name, type: "bar", data: values, barMaxWidth: 14, itemStyle: { color: css(`--cg-s${i + 1}`) },
      label: { show: true, position: "right", formatter: (p) => `${p.value} ${unit}`, color: css("--cg-text"), fontSize: 12, fontFamily: font() },
    })),
  };
}

const kinds = { lines, bars };
const live = new Map();

function draw(host, chart) {
  chart.setOption(kinds[host.dataset.chart](document.querySelector(host.dataset.source), host), true);
}

export function mount() {
  for (const [host, chart] of live) if (!host.isConnected) { chart.dispose(); live.delete(host); }
  document.querySelectorAll("[data-chart]").forEach((host) => {
    if (live.has(host)) return;
    const chart = echarts.init(host, null, { renderer: "canvas" });
    live.set(host, chart);
    draw(host, chart);
  });
}

const again = () => live.forEach((chart, host) => { chart.resize(); draw(host, chart); });
addEventListener("resize", again);
addEventListener("beforeprint", again);
new MutationObserver(again).observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
mount();
