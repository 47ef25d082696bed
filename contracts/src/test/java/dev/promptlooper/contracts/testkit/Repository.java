package dev.promptlooper.contracts.testkit;

import java.nio.file.Files;
import java.nio.file.Path;

/// Where the repository is, for tests that compare code with documents.
public final class Repository {

    private Repository() {}

    /// A file by its path from the repository's root, for example `docs/asyncapi.yaml`.
    ///
    /// @throws IllegalStateException when it is not there
    public static Path file(String path) {
        // Maven says where the root is; a test started from an editor looks upwards.
        String root = System.getProperty("promptlooper.root", "");
        Path start = root.isEmpty() || root.startsWith("${") ? Path.of("").toAbsolutePath() : Path.of(root);
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(path))) {
                return folder.resolve(path);
            }
        }
        throw new IllegalStateException(path + " is not in the repository above " + start);
    }
}
