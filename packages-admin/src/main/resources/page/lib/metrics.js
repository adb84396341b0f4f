// What the server told of itself while this tab has been open: the last fifteen minutes, kept whatever screen is shown.
import { useEffect, useState } from './ui.js';
import { onEvent } from './live.js';
import { seconds } from './i18n.js';

const kept = 225;
const watchers = new Set();
let points = [];

export function start() {
  onEvent(['metrics'], (event) => {
    points = [...points.slice(1 - kept), event];
    watchers.forEach((watcher) => watcher(points));
  });
}

/** The points that are known, the oldest first: { time, heapMb, cpuPercent, threads, threadsByPackage, requests }. */
export function useMetrics() {
  const [now, set] = useState(points);
  useEffect(() => {
    watchers.add(set);
    set(points);
    return () => watchers.delete(set);
  }, []);
  return now;
}

const empty = { requests: 0, refused: 0, failed: 0, median: 'PT0S', percentile95: 'PT0S', percentile99: 'PT0S', longest: 'PT0S' };

const of = (point, name) => point.requests.find((one) => one.packageName === name) || empty;

/** How many requests a second a package answered between two points; nobody's count goes down but by a package that came anew. */
function rate(before, point, name) {
  const passed = (new Date(point.time) - new Date(before.time)) / 1000;
  return passed > 0 ? Math.max(0, of(point, name).requests - of(before, name).requests) / passed : 0;
}

/** The packages that have answered requests or have threads, as they are at the last point. */
export function packagesOf(all) {
  const last = all[all.length - 1];
  const before = all[all.length - 2];
  if (!last) {
    return [];
  }
  const names = new Set([...last.requests.map((one) => one.packageName), ...Object.keys(last.threadsByPackage || {})]);
  return [...names].map((name) => {
    const one = of(last, name);
    return {
      id: name || '-', name, requests: one.requests, refused: one.refused, failed: one.failed, rate: before ? rate(before, last, name) : 0,
      median: seconds(one.median), percentile95: seconds(one.percentile95), percentile99: seconds(one.percentile99), longest: seconds(one.longest),
      threads: (last.threadsByPackage || {})[name] || 0,
    };
  });
}

/** Series of one package: { rate, median, percentile95, percentile99, threads }. */
export function seriesOf(all, name) {
  const pick = (value) => all.map((point) => ({ time: point.time, value: value(point) }));
  return {
    rate: all.slice(1).map((point, index) => ({ time: point.time, value: rate(all[index], point, name) })),
    median: pick((point) => seconds(of(point, name).median) * 1000),
    percentile95: pick((point) => seconds(of(point, name).percentile95) * 1000),
    percentile99: pick((point) => seconds(of(point, name).percentile99) * 1000),
    threads: pick((point) => (point.threadsByPackage || {})[name] || 0),
  };
}
