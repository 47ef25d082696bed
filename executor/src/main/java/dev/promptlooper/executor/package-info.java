/// The executor: turns requests for runs into answers, paying for each unique one once.
///
/// `router` is the cache and the single flight (Kafka Streams), `caller` makes the calls (a poll loop and virtual threads),
/// `limits` says how many and how fast. This package wires them as a Spring Boot application of their own or as part of
/// standalone.
@NullMarked
package dev.promptlooper.executor;

import org.jspecify.annotations.NullMarked;
