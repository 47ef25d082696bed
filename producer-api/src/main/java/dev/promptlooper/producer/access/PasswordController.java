package dev.promptlooper.producer.access;

import dev.promptlooper.contracts.access.ClientAddress;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.producer.access.SessionAnswers.Identity;
import dev.promptlooper.producer.web.Actor;
import dev.promptlooper.producer.web.AuditDetail;
import dev.promptlooper.producer.web.JsonBodies;
import dev.promptlooper.producer.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/// `/api/v1/auth/login` and `/api/v1/auth/password`.
@RestController
@RequestMapping("/api/v1/auth")
final class PasswordController {

    private static final String JSON = MediaType.APPLICATION_JSON_VALUE;

    private final Accounts accounts;
    private final Sessions sessions;
    private final Links links;
    private final Passwords passwords;
    private final LoginThrottle throttle;
    private final ClientAddress clients;
    private final SessionAnswers answers;
    private final Actor actor;

    PasswordController(Accounts accounts, Sessions sessions, Links links, Passwords passwords, LoginThrottle throttle,
            ClientAddress clients, SessionAnswers answers, Actor actor) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.links = links;
        this.passwords = passwords;
        this.throttle = throttle;
        this.clients = clients;
        this.answers = answers;
        this.actor = actor;
    }

    record LoginRequest(@Nullable String name, @Nullable String password) {

        @Override
        public String toString() {
            return "LoginRequest[" + name + "]";
        }
    }

    record PasswordRequest(@Nullable String current, @Nullable String password) {

        @Override
        public String toString() {
            return "PasswordRequest[***]";
        }
    }

    @PostMapping(path = "/login", consumes = JSON)
    Identity login(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LoginRequest body = JsonBodies.read(request.getInputStream(), LoginRequest.class,
                JsonBodies.keysOf(LoginRequest.class));
        String name = bounded("name", body.name());
        String password = bounded("password", body.password());
        AuditDetail.leave(Map.of("user", name, "way", "password"));
        LoginThrottle.Attempt attempt = throttle.begin(name, clients.of(request));
        Optional<Account> account = accounts.find(name);
        boolean right = passwords.matches(password, account.map(Account::passwordHash).orElse(null));
        if (!right || account.isEmpty() || !account.get().active()) {
            throw Problem.unauthorized("name or password is wrong, or the user is not active");
        }
        attempt.succeeded();
        answers.refreshToken(request).ifPresent(sessions::endOf);
        accounts.seen(name);
        sessions.tidy();
        return answers.give(sessions.open(name, account.get().duty()), true, request, response);
    }

    /// Whoever has forgotten the old one asks an admin for a link, and sets a new one from the session that this opens.
    @PutMapping(path = "/password", consumes = JSON)
    ResponseEntity<Void> password(HttpServletRequest request) throws IOException {
        Principal principal = actor.principal();
        if (principal.sessionId() == null) {
            throw Problem.forbidden("a password is changed in a session of the dashboard, not with a key");
        }
        PasswordRequest body = JsonBodies.read(request.getInputStream(), PasswordRequest.class,
                JsonBodies.keysOf(PasswordRequest.class));
        Account account = accounts.get(principal.user());
        String hash = passwords.hash(account.name(), JsonBodies.required("password", body.password()));
        if (account.hasPassword()) {
            LoginThrottle.Attempt attempt = throttle.begin(account.name(), clients.of(request));
            if (!passwords.matches(bounded("current", body.current()), account.passwordHash())) {
                throw Problem.invalid("current", null, "this is not the password you have now");
            }
            attempt.succeeded();
        }
        accounts.setPassword(account.name(), hash);
        sessions.endAll(account.name(), principal.sessionId(), "the password was changed");
        links.endAll(account.name());
        return ResponseEntity.noContent().build();
    }

    /// Refuses what nobody types, before anything is done with it; the value is not repeated.
    private static String bounded(String field, @Nullable String value) {
        if (value == null || value.isEmpty() || value.length() > Passwords.LONGEST) {
            throw Problem.invalid(field, null, field + " is a text of 1 to " + Passwords.LONGEST + " characters");
        }
        return value;
    }
}
