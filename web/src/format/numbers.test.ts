import { describe, expect, it } from "vitest";
import {
  bytes,
  compact,
  count,
  millis,
  NONE,
  parameter,
  percent,
  plural,
  rate,
  score,
  seconds,
  signed,
  usd,
} from "./numbers";

const plain = (text: string) => text.replaceAll("\u202f", " ");

describe("numbers", () => {
  it("never print what is not a number", () => {
    for (const format of [count, compact, score, signed, percent, usd, millis, seconds, rate, bytes]) {
      for (const value of [undefined, null, Number.NaN, Number.POSITIVE_INFINITY]) {
        expect(format(value)).toBe(NONE);
      }
    }
  });

  it.each([
    [count(8640), "8,640"],
    [count(-3), "−3"],
    [parameter(0.7), "0.7"],
    [parameter(0.3043322156009776), "0.3043…"],
    [parameter(480839), "480839"],
    [parameter("high"), "high"],
    [parameter({ type: "json" }), '{"type":"json"}'],
    [compact(9_999), "9,999"],
    [compact(8_640_000), "8.6 M"],
    [compact(123_456), "123 k"],
    [score(0.8341), "0.834"],
    [score(12.44), "12.4"],
    [signed(0.0214), "+0.021"],
    [signed(-0.0214), "−0.021"],
    [signed(0), "±0"],
    [percent(0.8341), "83.4 %"],
    [percent(1), "100 %"],
    [usd(0), "$0"],
    [usd(12.4), "$12.40"],
    [usd(0.0021), "$0.0021"],
    [usd(0.00000004), "<$0.000001"],
    [millis(340.4), "340 ms"],
    [millis(1240), "1.24 s"],
    [millis(124_000), "2 m 04 s"],
    [seconds(11_520), "3 h 12 m"],
    [seconds(187_200), "2 d 4 h"],
    [rate(0.44), "0.4/s"],
    [rate(120.2), "120/s"],
    [bytes(4_404_019), "4.2 MiB"],
    [plural(1, "run"), "1 run"],
    [plural(8640, "run"), "8,640 runs"],
  ])("prints %s as %s", (actual, expected) => {
    expect(plain(actual)).toBe(expected);
  });
});
