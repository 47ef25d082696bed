@NullMarked
package dev.promptlooper.standalone.runtime;

import org.jspecify.annotations.NullMarked;
