package dev.promptlooper.producer.access;

import dev.promptlooper.contracts.access.Principal;
import dev.promptlooper.contracts.access.Scope;
import dev.promptlooper.producer.web.Actor;
import dev.promptlooper.producer.web.AuditDetail;
import dev.promptlooper.producer.web.JsonBodies;
import dev.promptlooper.producer.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `/api/v1/keys`. A key never leads to more than the credential that made it had: not more scopes, no longer life, no way
/// around its cap.
@RestController
@RequestMapping("/api/v1/keys")
final class KeyController {

    private static final BigDecimal SMALLEST_CAP = new BigDecimal("0.01");
    private static final BigDecimal LARGEST_CAP = BigDecimal.valueOf(1_000_000);
    // What a database can hold ends somewhere; what anybody means ends earlier.
    private static final Instant LATEST_END = Instant.parse("2200-01-01T00:00:00Z");
    private static final int DECIMALS = 6;
    private static final int LONGEST_NAME = 80;

    private final Keys keys;
    private final Accounts accounts;
    private final Actor actor;
    private final InstantSource clock;

    KeyController(Keys keys, Accounts accounts, Actor actor, InstantSource clock) {
        this.keys = keys;
        this.accounts = accounts;
        this.actor = actor;
        this.clock = clock;
    }

    record KeyList(List<Keys.Key> keys) {}

    record CreateRequest(@Nullable String name, @Nullable List<String> scopes, @Nullable String expiresAt,
            @Nullable BigDecimal dailySpendUsd) {}

    @GetMapping
    KeyList list() {
        Principal principal = actor.principal();
        return new KeyList(keys.list(principal.may(Scope.ADMIN) ? null : principal.user()));
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Keys.Made> create(HttpServletRequest request) throws IOException {
        CreateRequest body = JsonBodies.read(request.getInputStream(), CreateRequest.class,
                JsonBodies.keysOf(CreateRequest.class));
        Principal principal = actor.principal();
        // The installation itself has keys, too: the command line of its machine makes those of other programs.
        if (!principal.user().equals(Accounts.INSTANCE) && accounts.find(principal.user()).isEmpty()) {
            throw Problem.forbidden("'" + principal.user() + "' has no account here that could own a key");
        }
        Keys.Wish wish = new Keys.Wish(name(body.name()), principal.user(), scopes(principal, body.scopes()),
                expiry(principal, body.expiresAt()), cap(body.dailySpendUsd()));
        refuseWayAroundCap(principal);
        Keys.Made made = keys.make(wish, principal.label());
        AuditDetail.leave(Map.of("after", state(made.key())));
        return ResponseEntity.created(URI.create("/api/v1/keys/" + made.key().id())).body(made);
    }

    @DeleteMapping("/{keyId}")
    ResponseEntity<Void> revoke(@PathVariable String keyId) {
        Principal principal = actor.principal();
        Keys.Key key = keys.find(keyId)
                .filter(found -> mayRevoke(principal, found))
                .orElseThrow(() -> Problem
                        .notFound("you have no key '" + keyId + "' to revoke; GET /api/v1/keys lists yours"));
        keys.revoke(keyId);
        AuditDetail.leave(Map.of("before", state(key)));
        return ResponseEntity.noContent().build();
    }

    /// A person revokes their keys, a key itself only: one that leaked must not lock its owner's others out.
    private static boolean mayRevoke(Principal principal, Keys.Key key) {
        return principal.may(Scope.ADMIN)
                || (key.owner().equals(principal.user())
                        && (principal.keyId() == null || principal.keyId().equals(key.id())));
    }

    private void refuseWayAroundCap(Principal principal) {
        String maker = principal.keyId();
        if (maker != null && keys.find(maker).map(Keys.Key::dailySpendUsd).isPresent()) {
            throw Problem.forbidden("key " + maker + " has a daily cap and makes no other keys; make one in a session");
        }
    }

    private static String name(@Nullable String text) {
        String name = JsonBodies.required("name", text).strip();
        if (name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw Problem.invalid("name", name, "a key's name is one line of 1 to " + LONGEST_NAME + " characters");
        }
        return name;
    }

    private static Set<Scope> scopes(Principal principal, @Nullable List<String> words) {
        if (words == null || words.isEmpty()) {
            throw Problem.invalid("scopes", null, "scopes is a list of read, write, run and admin; give at least one");
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (int i = 0; i < words.size(); i++) {
            try {
                scopes.add(Scope.of(words.get(i)));
            } catch (IllegalArgumentException e) {
                throw Problem.invalid("scopes[" + i + "]", words.get(i), String.valueOf(e.getMessage()));
            }
        }
        for (Scope scope : scopes) {
            if (!principal.may(scope)) {
                throw Problem.forbidden("you may not " + scope.word() + ", so a key of yours may not either; leave the "
                        + "scope out").with("scope", scope.word());
            }
        }
        return scopes;
    }

    private @Nullable Instant expiry(Principal principal, @Nullable String text) {
        // A session's end is not its user's; a key's is.
        Instant most = principal.keyId() == null
                ? null
                : keys.find(principal.keyId()).map(Keys.Key::expiresAt).orElse(null);
        Instant end = text == null ? most : instant(text);
        if (end != null && (!end.isAfter(clock.instant()) || end.isAfter(LATEST_END))) {
            throw Problem.invalid("expiresAt", text,
                    "expiresAt is a time from now to " + LATEST_END + "; leave it out for a key without an end");
        }
        if (end != null && most != null && end.isAfter(most)) {
            throw Problem.invalid("expiresAt", text, "the key that asks ends at " + most + ", and so must this one");
        }
        return end;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw Problem.invalid("expiresAt", text, "expiresAt is a time such as 2027-01-01T00:00:00Z");
        }
    }

    private static @Nullable BigDecimal cap(@Nullable BigDecimal cap) {
        if (cap != null && (cap.compareTo(SMALLEST_CAP) < 0 || cap.compareTo(LARGEST_CAP) > 0
                || cap.scale() > DECIMALS)) {
            throw Problem.invalid("dailySpendUsd", cap, "dailySpendUsd is from " + SMALLEST_CAP + " to " + LARGEST_CAP
                    + " with at most " + DECIMALS + " decimals");
        }
        return cap;
    }

    private static Map<String, Object> state(Keys.Key key) {
        Map<String, Object> state = new LinkedHashMap<>();
        state.put("id", key.id());
        state.put("name", key.name());
        state.put("owner", key.owner());
        state.put("scopes", key.scopes());
        if (key.dailySpendUsd() != null) {
            state.put("dailySpendUsd", key.dailySpendUsd());
        }
        return state;
    }
}
