package dev.promptlooper.producer.access;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.promptlooper.contracts.access.AccessTokens;
import dev.promptlooper.contracts.access.AccessTokens.Claims;
import dev.promptlooper.contracts.access.ClientAddress;
import dev.promptlooper.contracts.access.InvalidToken;
import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.producer.access.SessionAnswers.Identity;
import dev.promptlooper.producer.web.Actor;
import dev.promptlooper.producer.web.AuditDetail;
import dev.promptlooper.producer.web.JsonBodies;
import dev.promptlooper.producer.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/api/v1/auth`: coming in, staying in, going out. Passwords are the `PasswordController`'s.
@RestController
@RequestMapping("/api/v1/auth")
final class AuthController {

    private static final Duration BEARER = Duration.ofMinutes(5);

    private final Accounts accounts;
    private final Sessions sessions;
    private final Links links;
    private final Tickets tickets;
    private final AccessTokens tokens;
    private final LoginThrottle throttle;
    private final ClientAddress clients;
    private final SessionAnswers answers;
    private final Actor actor;
    private final InstantSource clock;

    AuthController(Accounts accounts, Sessions sessions, Links links, Tickets tickets, AccessTokens tokens,
            LoginThrottle throttle, ClientAddress clients, SessionAnswers answers, Actor actor, InstantSource clock) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.links = links;
        this.tickets = tickets;
        this.tokens = tokens;
        this.throttle = throttle;
        this.clients = clients;
        this.answers = answers;
        this.actor = actor;
        this.clock = clock;
    }

    record RedeemRequest(@Nullable String token) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AccessToken(String token, Instant expiresAt, String user, @Nullable String keyId, List<String> scopes) {

        @Override
        public String toString() {
            return "AccessToken[" + user + "]";
        }
    }

    @PostMapping(path = "/redeem", consumes = MediaType.APPLICATION_JSON_VALUE)
    Identity redeem(HttpServletRequest request, HttpServletResponse response) throws IOException {
        RedeemRequest body = read(request.getInputStream());
        String token = JsonBodies.required("token", body.token());
        // Counted by address only: the secret is what names it.
        String client = clients.of(request);
        LoginThrottle.Attempt attempt = throttle.begin("of a link from " + client, client);
        Account account = links.redeem(token)
                .orElseThrow(() -> Problem.unauthorized("this link was used, is older than a day or was replaced by a "
                        + "newer one; ask an admin for another"));
        attempt.succeeded();
        AuditDetail.leave(Map.of("user", account.name(), "way", "link"));
        answers.refreshToken(request).ifPresent(sessions::endOf);
        accounts.seen(account.name());
        return answers.give(sessions.open(account.name(), account.duty()), account.hasPassword(), request, response);
    }

    private static RedeemRequest read(InputStream body) throws IOException {
        return JsonBodies.read(body, RedeemRequest.class, JsonBodies.keysOf(RedeemRequest.class));
    }

    @PostMapping("/refresh")
    Identity refresh(HttpServletRequest request, HttpServletResponse response) {
        Optional<String> token = answers.refreshToken(request);
        return switch (token.isEmpty() ? new Sessions.Ended() : sessions.renew(token.get())) {
            case Sessions.Renewed(Sessions.Opened opened) -> {
                accounts.seen(opened.user());
                yield answers.give(opened, accounts.get(opened.user()).hasPassword(), request, response);
            }
            case Sessions.JustRenewed() -> throw Problem.conflict("the session was renewed a moment ago by another "
                    + "request of this browser; go on with the cookies that it has now");
            case Sessions.Ended() -> {
                answers.clear(request, response);
                throw Problem.unauthorized("there is no session to renew; sign in again");
            }
        };
    }

    @PostMapping("/logout")
    ResponseEntity<Void> logout(HttpServletRequest request, HttpServletResponse response) {
        answers.refreshToken(request).ifPresent(sessions::endOf);
        answers.sessionToken(request).flatMap(this::sessionOf).ifPresent(id -> sessions.end(id, "signed out"));
        answers.clear(request, response);
        return ResponseEntity.noContent().build();
    }

    private Optional<String> sessionOf(String token) {
        try {
            return Optional.ofNullable(tokens.verify(token, AccessTokens.Kind.SESSION).sessionId());
        } catch (InvalidToken e) {
            return Optional.empty();
        }
    }

    @GetMapping("/session")
    Identity session() {
        Principal principal = actor.principal();
        Optional<Account> account = accounts.find(principal.user());
        return new Identity(principal.user(), account.map(Account::role).orElse(null),
                SessionAnswers.words(principal.scopes()), principal.keyId(), principal.expiresAt(),
                account.map(Account::hasPassword).orElse(false));
    }

    @PostMapping("/token")
    AccessToken token() {
        Principal principal = actor.principal();
        Instant end = clock.instant().plus(BEARER);
        Instant most = principal.expiresAt();
        Instant expiresAt = most != null && most.isBefore(end) ? most : end;
        String token = tokens.issue(new Claims(AccessTokens.Kind.BEARER, principal.user(), principal.scopes(),
                principal.sessionId(), principal.keyId(), expiresAt));
        return new AccessToken(token, Instant.ofEpochSecond(expiresAt.getEpochSecond()), principal.user(),
                principal.keyId(), SessionAnswers.words(principal.scopes()));
    }

    @PostMapping("/tickets")
    ResponseEntity<Tickets.Ticket> ticket() {
        return ResponseEntity.status(HttpStatus.CREATED).body(tickets.create(actor.principal()));
    }
}
