/// What every HTTP port of the project has in common: under which names it may be addressed.
@NullMarked
package dev.promptlooper.contracts.http;

import org.jspecify.annotations.NullMarked;
