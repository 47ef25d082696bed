package dev.promptlooper.contracts.access;

import java.time.InstantSource;
import java.util.Map;

import javax.sql.DataSource;

/// What a service with a database needs for its door. There is no way to have less: without a signing key it does not start.
///
/// @param tokens        signs and checks tokens
/// @param authenticator tells who is there
/// @param audit         records writes
public record ServiceAccess(AccessTokens tokens, Authenticator authenticator, AuditLog audit) {

    /// @param environment for the issuer, if there is one
    /// @throws IllegalArgumentException naming the variable that is wrong
    public static ServiceAccess of(SigningKey key, Map<String, String> environment, DataSource database,
            InstantSource clock) {
        AccessTokens tokens = new AccessTokens(key, clock);
        return new ServiceAccess(tokens, new DatabaseAuthenticator(database, tokens,
                OidcTokens.fromEnvironment(environment, clock).orElse(null), clock),
                new DatabaseAuditLog(database, clock));
    }

    /// With the key that the environment names.
    ///
    /// @throws IllegalArgumentException when there is none, or another variable is wrong
    public static ServiceAccess fromEnvironment(Map<String, String> environment, DataSource database,
            InstantSource clock) {
        return of(SigningKey.fromEnvironment(environment), environment, database, clock);
    }
}
