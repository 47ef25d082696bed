package dev.promptlooper.producer.access;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.promptlooper.contracts.access.Role;
import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A user as everybody who may may see them.
///
/// @param passwordHash bcrypt, or null while there is none; never written
@JsonInclude(JsonInclude.Include.NON_NULL)
record Account(String name, @JsonIgnore Role duty, boolean active, Instant createdAt, @Nullable Instant lastSeenAt,
        @JsonIgnore @Nullable String passwordHash) {

    @JsonProperty("role")
    String role() {
        return duty.word();
    }

    @JsonProperty("hasPassword")
    boolean hasPassword() {
        return passwordHash != null;
    }

    @Override
    public String toString() {
        return "Account[" + name + ", " + duty.word() + "]";
    }
}
