package dev.promptlooper.contracts.testkit;

import org.testcontainers.DockerClientFactory;

/// The one switch between containers and embedded servers.
final class Containers {

    private static final boolean USED = decide();

    private Containers() {}

    static boolean areUsed() {
        return USED;
    }

    private static boolean decide() {
        String choice = System.getProperty("promptlooper.testcontainers",
                System.getenv().getOrDefault("PROMPTLOOPER_TESTCONTAINERS", "auto"));
        return switch (choice) {
            case "true" -> true;
            case "false" -> false;
            case "auto" -> engineAnswers();
            default -> throw new IllegalArgumentException(
                    "promptlooper.testcontainers must be auto, true or false, was " + choice);
        };
    }

    private static boolean engineAnswers() {
        // Asking Testcontainers costs seconds where there is no engine, so look for a way to reach one first.
        boolean reachable = System.getenv("DOCKER_HOST") != null
                || java.nio.file.Files.exists(java.nio.file.Path.of("/var/run/docker.sock"));
        return reachable && DockerClientFactory.instance().isDockerAvailable();
    }
}
