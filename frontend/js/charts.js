// Draws the tables of a dashboard. The table is the data: without this script, or without a screen, nothing is missing.
import { BarChart, HeatmapChart, LineChart, SankeyChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, HeatmapChart, LineChart, SankeyChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent,
  VisualMapComponent, CanvasRenderer]);

const MOST_SERIES = 5;

function read(table) {
  const heads = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows].map((row) => [...row.cells].map((cell) => ({
    text: cell.textContent.trim(),
    value: cell.dataset.value === undefined ? null : Number(cell.dataset.value),
    url: cell.querySelector("a")?.href || "",
  })));
  return { heads, rows };
}

function colours() {
  const style = getComputedStyle(document.body);
  const named = (name, other) => style.getPropertyValue(name).trim() || other;
  return {
    text: style.color, muted: named("--muted", "#656d76"), line: named("--line", "#d0d7de"), page: named("--paper", "#fff"),
    series: [named("--accent", "#0b57d0"), named("--good", "#1a7f37"), named("--warn", "#875000"), named("--seal", "#5b3f8c"), "#57606a"],
  };
}

const shared = (ink) => ({
  animation: false,
  color: ink.series,
  textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: ink.text },
  aria: { enabled: false, decal: { show: matchMedia("print").matches || matchMedia("(forced-colors: active)").matches } },
  tooltip: { renderMode: "richText", confine: true },
});

const axis = (ink, more) => ({
  axisLabel: { color: ink.muted }, axisLine: { lineStyle: { color: ink.line } }, splitLine: { lineStyle: { color: ink.line } }, ...more,
});

const width = (name) => [...name].reduce((sum, sign) => sum + (sign > "\u2e80" ? 12 : 7), 0);

const KINDS = {
  line({ heads, rows }, ink) {
    const series = heads.slice(1, MOST_SERIES + 1).map((name, at) => ({
      name, type: "line", symbolSize: 7, data: rows.map((row) => ({ value: row[at + 1].value, url: row[at + 1].url })),
      endLabel: { show: true, formatter: "{a}", color: ink.text }, labelLayout: { moveOverlap: "shiftY" },
    }));
    return {
      tooltip: { renderMode: "richText", confine: true, trigger: "axis" },
      grid: { left: 8, right: 16 + Math.max(...series.map((each) => width(each.name))), top: 16, bottom: 8, containLabel: true },
      xAxis: axis(ink, { type: "category", data: rows.map((row) => row[0].text) }),
      yAxis: axis(ink, { type: "value", min: 0, minInterval: 1 }),
      series,
    };
  },
  bar({ rows }, ink) {
    return {
      grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
      xAxis: axis(ink, { type: "value", min: 0, minInterval: 1 }),
      yAxis: axis(ink, { type: "category", inverse: true, data: rows.map((row) => row[0].text) }),
      series: [{
        type: "bar", barMaxWidth: 26, label: { show: true, position: "right", color: ink.text },
        data: rows.map((row) => ({ value: row[1].value, url: row[1].url })),
      }],
    };
  },
  column({ rows }, ink) {
    return {
      grid: { left: 8, right: 16, top: 24, bottom: 8, containLabel: true },
      xAxis: axis(ink, { type: "category", data: rows.map((row) => row[0].text) }),
      yAxis: axis(ink, { type: "value", min: 0, minInterval: 1 }),
      series: [{
        type: "bar", barMaxWidth: 44, label: { show: true, position: "top", color: ink.text, formatter: (each) => each.value.toLocaleString() },
        data: rows.map((row) => ({ value: row[1].value, url: row[1].url })),
      }],
    };
  },
  heat({ heads, rows }, ink) {
    const most = Math.max(1, ...rows.flatMap((row) => row.slice(1).map((cell) => cell.value)));
    const cells = rows.flatMap((row, y) => row.slice(1).map((cell, x) => ({
      value: [x, y, cell.value], url: cell.url, label: { color: cell.value * 2 > most ? ink.page : ink.text },
    })));
    return {
      grid: { left: 8, right: 8, top: 8, bottom: 8, containLabel: true },
      xAxis: axis(ink, { type: "category", data: heads.slice(1), axisLabel: { color: ink.muted, rotate: 30, interval: 0 } }),
      yAxis: axis(ink, { type: "category", inverse: true, data: rows.map((row) => row[0].text) }),
      visualMap: { show: false, min: 0, max: most, inRange: { color: [ink.page, ink.series[0]] } },
      series: [{ type: "heatmap", data: cells, label: { show: true, formatter: (each) => each.value[2] || "" } }],
    };
  },
  flow({ rows }, ink) {
    // What an organ registers and what it handles are two places, so that nothing runs in a circle.
    const from = (name) => `${name}\u200b`;
    const names = new Set(rows.flatMap((row) => [from(row[0].text), row[1].text]));
    return {
      series: [{
        type: "sankey", left: 8, right: 170, top: 8, bottom: 8, nodeGap: 10, draggable: false,
        label: { color: ink.text, formatter: (each) => each.name.replace("\u200b", "") },
        data: [...names].map((name) => ({ name })),
        links: rows.map((row) => ({ source: from(row[0].text), target: row[1].text, value: row[2].value, url: row[2].url })),
        lineStyle: { color: "source", opacity: 0.35 },
      }],
    };
  },
};

const HEIGHTS = { line: () => 300, column: () => 300, bar: (rows) => 48 + 34 * rows, heat: (rows) => 90 + 34 * rows, flow: (rows) => 80 + 30 * rows };

function draw(figure) {
  const table = figure.querySelector("table"), plot = figure.querySelector(".plot"), kind = figure.dataset.chart;
  if (!table || !plot || !KINDS[kind]) return;
  const data = read(table), ink = colours();
  plot.hidden = false;
  plot.style.height = `${HEIGHTS[kind](data.rows.length)}px`;
  plot.setAttribute("role", "img");
  plot.setAttribute("aria-label", figure.querySelector(".finding").textContent);
  const chart = init(plot, null, { renderer: "canvas" });
  chart.setOption({ ...shared(ink), ...KINDS[kind](data, ink) });
  chart.on("click", ({ data: at }) => { if (at?.url) location.assign(at.url); });
  figure.querySelector("details").open = false;
  new ResizeObserver(() => chart.resize()).observe(plot);
}

document.querySelectorAll("[data-chart]").forEach(draw);
