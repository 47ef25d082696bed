/// Cases × candidates in windows, repeats folded into one cell, and the same as a CSV file.
@NullMarked
package dev.promptlooper.projector.query.matrix;

import org.jspecify.annotations.NullMarked;
