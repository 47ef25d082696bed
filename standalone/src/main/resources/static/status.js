// The status page: polls the query API and shows sweeps and the leaderboard of one of them.
// Everything from the server enters the page as text, never as markup.
'use strict';

const EVERY_MS = 1500;
let chosen = decodeURIComponent(location.hash.slice(1));

function element(id) {
  return document.getElementById(id);
}

function cell(row, content, className) {
  const td = row.insertCell();
  if (className) td.className = className;
  if (content instanceof Node) td.append(content);
  else td.textContent = content === undefined || content === null ? '–' : String(content);
}

function pick(object, ...names) {
  for (const name of names) {
    if (object && object[name] !== undefined && object[name] !== null) return object[name];
  }
  return undefined;
}

function decimal(value, digits) {
  return typeof value === 'number' ? value.toFixed(digits) : '–';
}

function describe(value) {
  return value && typeof value === 'object' ? Object.entries(value).map(([k, v]) => `${k}=${typeof v === 'object' ? JSON.stringify(v) : v}`).join('  ') : pick({ value }, 'value');
}

function listOf(answer, ...names) {
  return Array.isArray(answer) ? answer : pick(answer, ...names) || [];
}

async function get(path) {
  const response = await fetch(path, { headers: { Accept: 'application/json' } });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

function showSweeps(sweeps) {
  const body = element('sweeps');
  const rows = sweeps.map((sweep) => {
    const id = pick(sweep, 'sweepId', 'id');
    const totals = pick(sweep, 'totals', 'counts') || {};
    const settled = pick(totals, 'settled', 'done') || 0;
    const planned = pick(totals, 'planned', 'runs', 'total') || pick(sweep, 'planned', 'runs');
    const row = document.createElement('tr');
    row.setAttribute('aria-selected', String(id === chosen));
    const name = document.createElement('button');
    name.type = 'button';
    name.textContent = pick(sweep, 'name') || id;
    name.addEventListener('click', () => choose(id));
    cell(row, name);
    cell(row, pick(sweep, 'status'));
    const bar = document.createElement('progress');
    bar.max = planned || 1;
    bar.value = settled;
    cell(row, bar);
    cell(row, planned ? `${settled} / ${planned}` : settled, 'number');
    cell(row, pick(totals, 'hits', 'cached'), 'number');
    cell(row, pick(totals, 'failed'), 'number');
    const spent = pick(totals, 'spentUsd', 'paidUsd', 'usd') ?? pick(pick(sweep, 'spend'), 'usd');
    cell(row, typeof spent === 'number' ? `$${spent.toFixed(4)}` : '–', 'number');
    return row;
  });
  body.replaceChildren(...rows);
  element('no-sweeps').hidden = rows.length > 0;
}

function showBoard(answer) {
  const rows = listOf(answer, 'rows', 'entries', 'leaderboard', 'items').map((entry, index) => {
    const row = document.createElement('tr');
    cell(row, pick(entry, 'rank') ?? index + 1, 'number');
    cell(row, pick(entry, 'prompt'));
    cell(row, pick(entry, 'model'));
    cell(row, describe(pick(entry, 'params')));
    cell(row, pick(entry, 'n'), 'number');
    cell(row, decimal(pick(entry, 'score'), 4), 'number');
    cell(row, `${decimal(pick(entry, 'low'), 3)} … ${decimal(pick(entry, 'high'), 3)}`, 'number');
    return row;
  });
  element('board').replaceChildren(...rows);
  element('board-section').hidden = false;
}

function choose(id) {
  chosen = id;
  location.hash = encodeURIComponent(id);
  refresh();
}

async function refresh() {
  try {
    const sweeps = listOf(await get('/api/v1/sweeps'), 'items', 'sweeps');
    if (!chosen && sweeps.length > 0) chosen = pick(sweeps[0], 'sweepId', 'id');
    showSweeps(sweeps);
    if (chosen) showBoard(await get(`/api/v1/sweeps/${encodeURIComponent(chosen)}/leaderboard`));
    element('state').textContent = `Live, ${new Date().toLocaleTimeString()}`;
  } catch (error) {
    element('state').textContent = `No data: ${error.message}`;
  }
}

async function loop() {
  if (!document.hidden) await refresh();
  setTimeout(loop, EVERY_MS);
}

loop();
