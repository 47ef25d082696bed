package dev.promptlooper.producer.access;

import dev.promptlooper.contracts.access.AccessTokens;
import dev.promptlooper.contracts.access.ClientAddress;
import dev.promptlooper.contracts.access.SigningKey;
import dev.promptlooper.producer.FirstStart;
import dev.promptlooper.producer.catalog.CatalogDatabase;
import dev.promptlooper.producer.spending.SpendingCap;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Map;

/// Beans of this package. Needs a `SigningKey` from whoever starts it.
@Configuration(value = "producerAccessConfiguration", proxyBeanMethods = false)
@Import({AuthController.class, PasswordController.class, UserController.class, KeyController.class,
    AuditController.class})
public class AccessConfiguration {

    private static final SecureRandom RANDOM = new SecureRandom();

    @Bean
    AccessTokens producerAccessTokens(SigningKey key, InstantSource clock) {
        return new AccessTokens(key, clock);
    }

    @Bean
    Accounts accounts(CatalogDatabase database, InstantSource clock) {
        return new Accounts(database, clock);
    }

    /// @param cost of bcrypt, 2 to its power; about a quarter of a second at 12
    @Bean
    Passwords passwords(@Value("${promptlooper.access.bcrypt-cost:12}") int cost) {
        return new Passwords(new BCryptPasswordEncoder(cost, RANDOM));
    }

    @Bean
    LoginThrottle loginThrottle(InstantSource clock) {
        return new LoginThrottle(clock);
    }

    /// Whose headers say where a request comes from is the operator's to tell, and nobody else's to guess.
    @Bean
    ClientAddress clientAddress(@Value("${" + ClientAddress.VARIABLE + ":}") String proxies) {
        return ClientAddress.fromEnvironment(Map.of(ClientAddress.VARIABLE, proxies));
    }

    @Bean
    Sessions sessions(CatalogDatabase database, AccessTokens tokens, InstantSource clock) {
        return new Sessions(database, tokens, clock, RANDOM);
    }

    @Bean
    Links links(CatalogDatabase database, Accounts accounts, InstantSource clock) {
        return new Links(database, accounts, clock, RANDOM);
    }

    @Bean
    Tickets tickets(CatalogDatabase database, InstantSource clock) {
        return new Tickets(database, clock, RANDOM);
    }

    @Bean
    Keys keys(CatalogDatabase database, SpendingCap cap, InstantSource clock) {
        return new Keys(database, cap, clock, RANDOM);
    }

    @Bean
    AuditTrail auditTrail(CatalogDatabase database) {
        return new AuditTrail(database);
    }

    @Bean
    SessionAnswers sessionAnswers(@Value("${PROMPTLOOPER_PUBLIC_URL:}") String publicUrl) {
        return new SessionAnswers(publicUrl);
    }

    @Bean
    FirstStart firstStart(Accounts accounts, Passwords passwords, Links links, Keys keys) {
        return new Bootstrap(accounts, passwords, links, keys);
    }
}
