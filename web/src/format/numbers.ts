/** What stands where there is no value. */
export const NONE = "–";

const THIN = "\u202f";
const formats = new Map<string, Intl.NumberFormat>();

function fixed(digits: number): Intl.NumberFormat {
  const key = `f${digits}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
    formats.set(key, format);
  }
  return format;
}

type Maybe = number | null | undefined;

function known(value: Maybe): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

/** A true minus sign: as wide as the plus. */
function sign(text: string): string {
  return text.replace("-", "−");
}

/** Whole numbers with thousands separators: `8,640`. */
export function count(value: Maybe): string {
  return known(value) ? sign(fixed(0).format(value)) : NONE;
}

/** Large numbers short: `8.6 k`, `1.2 M`; below 10,000 in full. */
export function compact(value: Maybe): string {
  if (!known(value)) {
    return NONE;
  }
  const size = Math.abs(value);
  if (size < 10_000) {
    return count(value);
  }
  const [unit, name] = size < 1e6 ? [1e3, "k"] : size < 1e9 ? [1e6, "M"] : [1e9, "G"];
  const scaled = value / (unit as number);
  return sign(fixed(Math.abs(scaled) < 100 ? 1 : 0).format(scaled)) + THIN + name;
}

/** A score with as many digits as its size deserves: `0.834`, `12.4`, `1,204`, `0.00031`; never a zero that is none. */
export function score(value: Maybe): string {
  if (!known(value)) {
    return NONE;
  }
  const size = Math.abs(value);
  if (size > 0 && size < 0.001) {
    return size < 1e-7 ? sign(value.toExponential(1)) : sign(fixed(1 - Math.floor(Math.log10(size))).format(value));
  }
  return sign(fixed(size < 10 ? 3 : size < 1000 ? 1 : 0).format(value));
}

/** A change with its sign: `+0.021`, `−0.004`, `±0`. */
export function signed(value: Maybe, format: (value: number) => string = score): string {
  if (!known(value)) {
    return NONE;
  }
  if (value === 0) {
    return "±0";
  }
  return (value > 0 ? "+" : "−") + format(Math.abs(value));
}

/** A share from 0 to 1 as per cent: `83.4 %`; whole ones without a decimal. */
export function percent(value: Maybe, digits = 1): string {
  if (!known(value)) {
    return NONE;
  }
  const scaled = value * 100;
  const whole = scaled === 0 || Math.abs(scaled) === 100;
  return `${sign(fixed(whole ? 0 : digits).format(scaled)) + THIN}%`;
}

/** Dollars; small amounts keep two significant digits: `$12.40`, `$0.0021`, `<$0.000001`. */
export function usd(value: Maybe): string {
  if (!known(value)) {
    return NONE;
  }
  const size = Math.abs(value);
  const minus = value < 0 ? "−" : "";
  if (size === 0) {
    return "$0";
  }
  if (size >= 100_000) {
    return `${minus}$${compact(size)}`;
  }
  if (size >= 0.1) {
    return `${minus}$${fixed(2).format(size)}`;
  }
  if (size < 1e-6) {
    return `${minus}<$0.000001`;
  }
  const digits = Math.min(7, 1 - Math.floor(Math.log10(size)));
  return `${minus}$${fixed(digits).format(size)}`;
}

/** Milliseconds: `340 ms`, `1.24 s`, `2 m 04 s`. */
export function millis(value: Maybe): string {
  if (!known(value)) {
    return NONE;
  }
  if (value < 1_000) {
    return `${fixed(value < 10 && value % 1 !== 0 ? 1 : 0).format(value)}${THIN}ms`;
  }
  return value < 60_000 ? `${fixed(value < 10_000 ? 2 : 1).format(value / 1000)}${THIN}s` : seconds(value / 1000);
}

/** Durations in seconds: `42 s`, `2 m 04 s`, `3 h 12 m`, `2 d 4 h`. */
export function seconds(value: Maybe): string {
  if (!known(value) || value < 0) {
    return NONE;
  }
  const whole = Math.round(value);
  if (whole < 60) {
    return `${whole}${THIN}s`;
  }
  const two = (number: number) => String(number).padStart(2, "0");
  if (whole < 3_600) {
    return `${Math.floor(whole / 60)}${THIN}m ${two(whole % 60)}${THIN}s`;
  }
  if (whole < 86_400) {
    return `${Math.floor(whole / 3_600)}${THIN}h ${two(Math.floor((whole % 3_600) / 60))}${THIN}m`;
  }
  return `${Math.floor(whole / 86_400)}${THIN}d ${Math.floor((whole % 86_400) / 3_600)}${THIN}h`;
}

/** Runs per second: `0.4/s`, `120/s`. */
export function rate(value: Maybe): string {
  return known(value) ? `${fixed(value > 0 && value < 10 ? 1 : 0).format(value)}/s` : NONE;
}

/** Sizes of bytes in powers of 1024: `4.2 MiB`. */
export function bytes(value: Maybe): string {
  if (!known(value)) {
    return NONE;
  }
  let scaled = value;
  let unit = 0;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  while (Math.abs(scaled) >= 1024 && unit < units.length - 1) {
    scaled /= 1024;
    unit += 1;
  }
  return `${fixed(unit === 0 || scaled >= 100 ? 0 : 1).format(scaled)}${THIN}${units[unit]}`;
}

/** How values of a metric are written: in dollars and as times where they are that, as scores else. */
export function formatOf(metric: string | undefined): (value: Maybe) => string {
  switch (metric) {
    case "cost-per-run-usd":
      return usd;
    case "latency-ms":
      return millis;
    default:
      return score;
  }
}

/**
 * The value of a parameter. Fractions with more digits than anybody reads are cut after four of them, with a mark that says so;
 * everything else stays as it was sent.
 */
export function parameter(value: unknown): string {
  if (typeof value === "number" && !Number.isInteger(value)) {
    const short = Number(value.toPrecision(4));
    const cut = short === value ? "" : "…";
    return sign(String(short)) + cut;
  }
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** `1 run`, `2 runs`, `8,640 runs`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
