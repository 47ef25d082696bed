package dev.promptlooper.producer.access;

import dev.promptlooper.contracts.access.Role;
import dev.promptlooper.producer.web.AuditDetail;
import dev.promptlooper.producer.web.JsonBodies;
import dev.promptlooper.producer.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/// `/api/v1/users`. The door lets admins in only.
@RestController
@RequestMapping("/api/v1/users")
final class UserController {

    private final Accounts accounts;
    private final Sessions sessions;
    private final Links links;

    UserController(Accounts accounts, Sessions sessions, Links links) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.links = links;
    }

    record UserList(List<Account> users) {}

    record CreateRequest(@Nullable String name, @Nullable String role) {}

    record Created(Account user, Links.Link link) {}

    record ChangeRequest(@Nullable String role, @Nullable Boolean active) {}

    @GetMapping
    UserList list() {
        return new UserList(accounts.list());
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<Created> create(HttpServletRequest request) throws IOException {
        CreateRequest body = JsonBodies.read(request.getInputStream(), CreateRequest.class,
                JsonBodies.keysOf(CreateRequest.class));
        Role role = role(JsonBodies.required("role", body.role()));
        Account user = accounts.create(JsonBodies.required("name", body.name()), role, null);
        AuditDetail.leave(Map.of("after", state(user)));
        return ResponseEntity.created(URI.create("/api/v1/users/" + user.name()))
                .body(new Created(user, links.create(user.name())));
    }

    @PatchMapping(path = "/{name}", consumes = MediaType.APPLICATION_JSON_VALUE)
    Account change(@PathVariable String name, HttpServletRequest request) throws IOException {
        ChangeRequest body = JsonBodies.read(request.getInputStream(), ChangeRequest.class,
                JsonBodies.keysOf(ChangeRequest.class));
        if (body.role() == null && body.active() == null) {
            throw Problem.invalid("role", null, "nothing is to be changed; give role, active or both");
        }
        Accounts.Change change = accounts.change(name, body.role() == null ? null : role(body.role()), body.active());
        if (!change.after().active()) {
            sessions.endAll(name, null, "the user was deactivated");
            links.endAll(name);
        }
        AuditDetail.leave(Map.of("before", state(change.before()), "after", state(change.after())));
        return change.after();
    }

    @PostMapping("/{name}/links")
    ResponseEntity<Links.Link> link(@PathVariable String name) {
        Account user = accounts.get(name);
        if (!user.active()) {
            throw Problem.conflict("'" + name + "' is not active, so a link would not work; activate them first");
        }
        AuditDetail.leave(Map.of("user", name));
        return ResponseEntity.status(HttpStatus.CREATED).body(links.create(name));
    }

    private static Map<String, Object> state(Account user) {
        return Map.of("name", user.name(), "role", user.role(), "active", user.active());
    }

    private static Role role(String word) {
        try {
            return Role.of(word);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("role", word, String.valueOf(e.getMessage()));
        }
    }
}
