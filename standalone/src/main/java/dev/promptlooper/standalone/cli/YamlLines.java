package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import java.util.HashMap;
import java.util.Map;

/// Where the parts of a YAML text stand: JSON pointer → 1-based line. Immutable.
final class YamlLines {

    private final Map<String, Integer> lines;

    private YamlLines(Map<String, Integer> lines) {
        this.lines = lines;
    }

    /// Of a text that is not YAML nothing is known.
    static YamlLines of(String yaml) {
        Map<String, Integer> lines = new HashMap<>();
        try {
            new Compose(LoadSettings.builder().setUseMarks(true).build()).composeString(yaml)
                    .ifPresent(root -> walk(root, "", lines, 0));
        } catch (YamlEngineException e) {
            lines.clear();
        }
        return new YamlLines(lines);
    }

    /// The line of a place, or of the nearest place around it; null when nothing is known.
    @Nullable
    Integer line(String pointer) {
        String place = pointer;
        while (true) {
            Integer line = lines.get(place);
            if (line != null || place.isEmpty()) {
                return line;
            }
            place = place.substring(0, Math.max(0, place.lastIndexOf('/')));
        }
    }

    private static void walk(Node node, String pointer, Map<String, Integer> lines, int depth) {
        node.getStartMark().ifPresent(mark -> lines.putIfAbsent(pointer, mark.getLine() + 1));
        if (depth > 50) {
            return; // an alias that contains itself
        }
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(tuple -> {
                if (tuple.getKeyNode() instanceof ScalarNode key) {
                    String child = pointer + "/" + key.getValue().replace("~", "~0").replace("/", "~1");
                    key.getStartMark().ifPresent(mark -> lines.put(child, mark.getLine() + 1));
                    walk(tuple.getValueNode(), child, lines, depth + 1);
                }
            });
        } else if (node instanceof SequenceNode sequence) {
            int index = 0;
            for (Node item : sequence.getValue()) {
                walk(item, pointer + "/" + index++, lines, depth + 1);
            }
        }
    }
}
