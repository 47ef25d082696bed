/// Users, sessions, keys, one-time links, tickets, and reading the audit log; owner of the schema `access`.
///
/// `AuthController` lets people in: a password (`Passwords`, held back by `LoginThrottle`) or a one-time link (`Links`) opens a
/// session (`Sessions`), whose tokens travel in cookies (`SessionAnswers`). `UserController` and `KeyController` say who else
/// may. The door in front of every service reads what is written here (`DatabaseAuthenticator` in contracts). `Bootstrap` makes
/// the first admin. No secret is kept, logged or shown twice.
@NullMarked
package dev.promptlooper.producer.access;

import org.jspecify.annotations.NullMarked;
