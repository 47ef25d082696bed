package dev.promptlooper.contracts.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// How the host of a URL is read: a name, an address, or something that only looks harmless. Pure.
final class HostNames {

    private static final Pattern DOTTED = Pattern
            .compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

    private HostNames() {}

    /// Lower case, without brackets and without dots at the end.
    static String normal(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.startsWith("[") && name.endsWith("]")) {
            name = name.substring(1, name.length() - 1);
        }
        int end = name.length();
        while (end > 0 && name.charAt(end - 1) == '.') {
            end--;
        }
        return name.substring(0, end);
    }

    /// True for everything that a resolver may take for an address: with a colon, or with a number as last label (the rule of
    /// the URL standard), so also `2130706433`, `0x7f.1` and `0177.0.0.1`.
    static boolean looksLikeAddress(String name) {
        return name.indexOf(':') >= 0 || NUMBER.matcher(name.substring(name.lastIndexOf('.') + 1)).matches();
    }

    /// The address that the text is in its one usual form, empty for every other form.
    static Optional<InetAddress> literal(String name) {
        if (name.indexOf(':') < 0) {
            return DOTTED.matcher(name).matches() ? Optional.of(InetAddress.ofLiteral(name)) : Optional.empty();
        }
        try {
            return name.indexOf('%') >= 0 ? Optional.empty() : Optional.of(InetAddress.ofLiteral(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// What other programs take an unusual form for, for messages: `0177.0.0.1` is `127.0.0.1`.
    static Optional<String> meaning(String name) {
        try {
            return Optional.of(Inet4Address.ofPosixLiteral(name).getHostAddress());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The names of RFC 6761, which never leave the machine.
    static boolean isLocalhost(String name) {
        return name.equals("localhost") || name.endsWith(".localhost");
    }
}
