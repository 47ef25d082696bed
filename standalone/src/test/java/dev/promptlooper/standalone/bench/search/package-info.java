@NullMarked
package dev.promptlooper.standalone.bench.search;

import org.jspecify.annotations.NullMarked;
