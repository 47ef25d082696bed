package dev.promptlooper.projector.query;

import java.util.Arrays;
import java.util.Locale;

/// The parameter `sort`: a name, or `-name` for descending order.
///
/// @param sort       what by
/// @param descending which way
public record Order<E extends Enum<E>>(E sort, boolean descending) {

    public static <E extends Enum<E>> Order<E> of(Params params, Class<E> type, E otherwise, boolean descending) {
        String text = params.text("sort");
        if (text == null) {
            return new Order<>(otherwise, descending);
        }
        boolean minus = text.startsWith("-");
        String name = (minus ? text.substring(1) : text).replace('-', '_');
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(name) || constant.name().replace("_", "").equalsIgnoreCase(name)) {
                return new Order<>(constant, minus);
            }
        }
        throw Problem.badParameter("sort", text, "give one of "
                + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT)
                + ", with a leading - for descending");
    }
}
