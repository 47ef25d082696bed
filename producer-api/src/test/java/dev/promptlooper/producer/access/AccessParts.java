package dev.promptlooper.producer.access;

import dev.promptlooper.contracts.access.AccessTokens;
import dev.promptlooper.contracts.access.DatabaseAuthenticator;
import dev.promptlooper.contracts.access.SigningKey;
import dev.promptlooper.contracts.testkit.TestPostgres;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.spending.SpendingCap;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;

/// The parts of this package on a database of their own, with a clock that tests set.
final class AccessParts {

    final AtomicReference<Instant> now = new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    final PGSimpleDataSource source = new PGSimpleDataSource();
    final CatalogDatabase database;
    final Accounts accounts;
    final Sessions sessions;
    final Links links;
    final Keys keys;
    final AuditTrail trail;
    final Bootstrap bootstrap;
    final DatabaseAuthenticator authenticator;

    AccessParts() {
        source.setUrl(TestPostgres.newDatabase());
        SecureRandom random = new SecureRandom();
        AccessTokens tokens = new AccessTokens(SigningKey.of("a signing key for the tests of this package"), now::get);
        database = CatalogDatabase.open(source);
        accounts = new Accounts(database, now::get);
        sessions = new Sessions(database, tokens, now::get, random);
        links = new Links(database, accounts, now::get, random);
        keys = new Keys(database, new SpendingCap(database, now::get), now::get, random);
        trail = new AuditTrail(database);
        bootstrap = new Bootstrap(accounts, new Passwords(new BCryptPasswordEncoder(4)), links, keys);
        authenticator = new DatabaseAuthenticator(source, tokens, null, now::get);
    }

    void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }
}
