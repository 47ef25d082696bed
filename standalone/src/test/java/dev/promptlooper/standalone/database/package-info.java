@NullMarked
package dev.promptlooper.standalone.database;

import org.jspecify.annotations.NullMarked;
