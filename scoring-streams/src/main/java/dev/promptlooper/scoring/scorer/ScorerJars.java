package dev.promptlooper.scoring.scorer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Stream;

/// Finds foreign scorers: on the class path, and in the jars of a folder, each jar with a class loader of its own so that two
/// jars may bring different versions of a library. A jar that cannot be read is reported and left out; the others count.
public final class ScorerJars {

    private static final Logger LOG = LoggerFactory.getLogger(ScorerJars.class);

    private ScorerJars() {}

    /// Factories on our own class path.
    public static List<ScorerFactory> onClassPath() {
        ClassLoader own = ScorerJars.class.getClassLoader();
        return load(ServiceLoader.load(ScorerFactory.class, own), "class path", null);
    }

    /// Factories in the `*.jar` files of a folder, in the order of their names. The loaders stay open as long as the process.
    ///
    /// @param taken types that exist already; a jar that brings one again is reported and left out
    /// @throws IllegalArgumentException when the folder is not one
    public static List<ScorerFactory> inFolder(Path folder, Set<String> taken) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("PROMPTLOOPER_SCORERS must name a folder with jars, was '" + folder
                    + "'; create it or unset the variable");
        }
        List<ScorerFactory> found = new ArrayList<>();
        Set<String> types = new HashSet<>(taken);
        for (Path jar : jars(folder)) {
            URLClassLoader loader = new URLClassLoader(jar.getFileName().toString(), new URL[]{url(jar)},
                    ScorerJars.class.getClassLoader());
            for (ScorerFactory factory : load(ServiceLoader.load(ScorerFactory.class, loader), jar.toString(),
                    loader)) {
                if (types.add(factory.type())) {
                    found.add(factory);
                    LOG.info("scorer '{}' comes from {}", factory.type(), jar);
                } else {
                    LOG.error("scorer '{}' of {} is left out: the type is taken; rename it", factory.type(), jar);
                }
            }
        }
        return found;
    }

    private static List<ScorerFactory> load(ServiceLoader<ScorerFactory> services, String origin,
            @org.jspecify.annotations.Nullable ClassLoader only) {
        List<ScorerFactory> found = new ArrayList<>();
        try {
            services.stream()
                    // A loader also sees what its parent has.
                    .filter(provider -> only == null || only.equals(provider.type().getClassLoader()))
                    .map(ServiceLoader.Provider::get)
                    .forEach(found::add);
        } catch (ServiceConfigurationError | LinkageError e) {
            LOG.error("scorers of {} are left out: {}", origin, e.toString());
        }
        return found;
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + folder + ", the folder of PROMPTLOOPER_SCORERS", e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException("a file has a URL: " + jar, e);
        }
    }
}
