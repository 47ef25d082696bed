package dev.promptlooper.producer;

import java.nio.file.Path;
import java.util.Map;

/// How an installation gets its first admin; there are no default credentials. For whoever starts the services, once the
/// schema `access` is there. Thread-safe.
public interface FirstStart {

    /// True while there is no user.
    boolean isNobodyThere();

    /// The token of a new one-time link, valid for a day: whoever redeems it becomes the user `admin`. Links made before stop
    /// working, and all of them do when there is a user. To be shown as `/welcome#token=…`, never logged.
    String createSetupLink();

    /// Makes the first admin from `PROMPTLOOPER_ADMIN_USER` (else `admin`) and `PROMPTLOOPER_ADMIN_PASSWORD` or the file
    /// that `PROMPTLOOPER_ADMIN_PASSWORD_FILE` names. Does nothing when there is a user, so a changed password stays changed.
    ///
    /// @return false when the environment names no password
    /// @throws IllegalArgumentException when name or password will not do; says why, never the password
    boolean createAdmin(Map<String, String> environment);

    /// Sees to it that the file holds a key of the installation itself, with all scopes, that works: with it the command line
    /// on this machine works. Keys that it held before are revoked when a new one is made. Only the owner can read it (0600).
    ///
    /// @throws IllegalStateException when the file cannot be written
    void ensureLocalKey(Path file);
}
