@NullMarked
package dev.promptlooper.standalone;

import org.jspecify.annotations.NullMarked;
