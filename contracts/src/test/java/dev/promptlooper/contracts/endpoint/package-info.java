@NullMarked
package dev.promptlooper.contracts.endpoint;

import org.jspecify.annotations.NullMarked;
