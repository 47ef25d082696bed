package dev.promptlooper.standalone.runtime;

import dev.promptlooper.standalone.StartFailure;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;

/// The one directory that holds everything a standalone instance keeps, locked for one process.
///
/// ```
/// format-version   layout of this directory
/// lock             held while an instance runs
/// instance.json    where it listens
/// kafka/           the broker's log
/// postgres/        the database; postgres-bin/ its programs, postgres.password its password
/// streams/         local state of the stream processors, per cluster id
/// access/          signing key, and the key of the command line
/// scorers/         jars of foreign scorers, put there by the operator
/// logs/            log files
/// ```
public final class DataDirectory implements AutoCloseable {

    /// Raised when an older program could not work with what a newer one writes (Kafka's metadata version included).
    static final int FORMAT_VERSION = 1;

    private static final String CHOOSE = "choose another directory with --data or PROMPTLOOPER_DATA";

    private final Path root;
    private final FileChannel channel;

    private DataDirectory(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /// `PROMPTLOOPER_DATA`, else `.promptlooper` in the home directory.
    public static Path defaultPath(Map<String, String> environment) {
        String configured = environment.getOrDefault("PROMPTLOOPER_DATA", "");
        return configured.isBlank() ? Path.of(System.getProperty("user.home"), ".promptlooper") : Path.of(configured);
    }

    /// Makes it when absent, and locks it until [#close()].
    ///
    /// @throws StartFailure when it cannot be written, is in use, or was written by a newer program
    public static DataDirectory open(Path path) {
        Path root = path.toAbsolutePath().normalize();
        FileChannel channel;
        try {
            if (!Files.isDirectory(root)) {
                Files.createDirectories(root,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            channel = FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (FileAlreadyExistsException e) {
            throw new StartFailure(root + " is not a directory; " + CHOOSE, e);
        } catch (IOException e) {
            throw new StartFailure("cannot write to " + root + " (" + e.getClass().getSimpleName() + "); " + CHOOSE, e);
        }
        try {
            lock(root, channel);
            checkFormat(root);
            InstanceFile.delete(root); // of an instance that was killed: we hold the lock
            return new DataDirectory(root, channel);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new StartFailure("cannot use " + root + ": " + e.getMessage() + "; " + CHOOSE, e);
        } catch (StartFailure e) {
            closeQuietly(channel);
            throw e;
        }
    }

    private static void lock(Path root, FileChannel channel) throws IOException {
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null; // held by this very JVM
        }
        if (lock == null) {
            String where = InstanceFile.read(root)
                    .map(file -> "pid " + file.pid() + ", " + file.url())
                    .orElse("still starting or stopping");
            throw new StartFailure(
                    "PromptLooper already runs on " + root + " (" + where + "); use that one, stop it, or "
                            + CHOOSE);
        }
    }

    private static void checkFormat(Path root) throws IOException {
        Path file = root.resolve("format-version");
        if (!Files.exists(file)) {
            Files.writeString(file, FORMAT_VERSION + "\n");
            return;
        }
        String text = Files.readString(file).strip();
        if (!text.matches("[0-9]{1,9}")) {
            throw new StartFailure(file + " says '" + text + "' and should hold a number; restore it or " + CHOOSE);
        }
        if (Integer.parseInt(text) > FORMAT_VERSION) {
            throw new StartFailure("the data in " + root + " has format " + text + ", this program knows up to "
                    + FORMAT_VERSION + "; start the newer PromptLooper that wrote it, or " + CHOOSE);
        }
    }

    /// Absolute path.
    public Path root() {
        return root;
    }

    /// Log files.
    public Path logs() {
        return root.resolve("logs");
    }

    Path kafka() {
        return root.resolve("kafka");
    }

    Path streams() {
        return root.resolve("streams");
    }

    Path scorers() {
        return root.resolve("scorers");
    }

    /// True when the operator has put a jar there.
    boolean hasScorers() {
        if (!Files.isDirectory(scorers())) {
            return false;
        }
        try (Stream<Path> files = Files.list(scorers())) {
            return files.anyMatch(file -> file.toString().endsWith(".jar"));
        } catch (IOException e) {
            throw new StartFailure("cannot list " + scorers() + ": " + e.getMessage(), e);
        }
    }

    /// Releases the lock.
    @Override
    public void close() {
        try {
            InstanceFile.delete(root);
        } catch (IOException e) {
            // the next start removes it
        }
        closeQuietly(channel);
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // the lock ends with the process
        }
    }
}
