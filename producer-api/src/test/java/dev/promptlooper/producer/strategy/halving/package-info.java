@NullMarked
package dev.promptlooper.producer.strategy.halving;

import org.jspecify.annotations.NullMarked;
