@NullMarked
package dev.promptlooper.contracts.egress;

import org.jspecify.annotations.NullMarked;
