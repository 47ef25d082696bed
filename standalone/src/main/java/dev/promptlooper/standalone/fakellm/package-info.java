/// A deterministic OpenAI-compatible server for the demo, the tests and the benchmarks. It plays the endpoint: it answers,
/// is slow, limits, fails and breaks off as it is told, and writes down every call it was asked for.
///
/// ```
/// HTTP request ─► FakeLlmHandler ─► ChatRequest (body hash, model, messages, parameters)
///                      │                 │
///                      │                 ├─► FaultPlan, RateWindow: shall this call fail, and how
///                      │                 ├─► Latency: how long does it take (a timer of the event loop, never a thread)
///                      │                 └─► Answerer: SkilledAnswerer (computes, and errs by model and temperature)
///                      │                                or ReplayAnswerer (recorded answers of real models)
///                      └─► Ledger: one entry per call, the oracle of "paid twice"
/// ```
///
/// Everything that looks random is a function of the request's bytes, the attempt number of those bytes and the seed, so a
/// sweep gives the same leaderboard on every machine. It binds to the loopback address only.
@NullMarked
package dev.promptlooper.standalone.fakellm;

import org.jspecify.annotations.NullMarked;
