package dev.promptlooper.producer.strategy.guided.model;

import java.util.List;

/// One axis as the model sees it. A level is a value of the axis; where the axis is absent (its condition does not hold) it has a
/// level of its own.
///
/// @param name      `model`, `prompt` or the parameter's name
/// @param labels    its levels as text
/// @param positions where each level lies on a scale from 0 to 1, NaN for a level off the scale (absent); empty = categorical
public record Factor(String name, List<String> labels, List<Double> positions) {

    /// @throws IllegalArgumentException when there is not one position per level, or one is outside 0 to 1
    public Factor {
        labels = List.copyOf(labels);
        positions = List.copyOf(positions);
        if (labels.isEmpty() || (!positions.isEmpty() && positions.size() != labels.size())) {
            throw new IllegalArgumentException("factor '" + name + "' needs levels and one position for each, has "
                    + labels.size() + " levels and " + positions.size() + " positions");
        }
        for (double position : positions) {
            if (position < 0 || position > 1) {
                throw new IllegalArgumentException(
                        "positions of factor '" + name + "' are from 0 to 1, was " + position);
            }
        }
    }

    /// Whether neighbouring levels resemble each other.
    public boolean isNumeric() {
        return !positions.isEmpty();
    }

    /// Number of levels.
    public int size() {
        return labels.size();
    }
}
