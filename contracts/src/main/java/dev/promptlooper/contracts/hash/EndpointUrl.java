package dev.promptlooper.contracts.hash;

import java.net.IDN;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Normal form of an endpoint's base URL as it goes into the config hash: `HTTP://Localhost:80/v1/` and `http://localhost/v1` are
/// one endpoint.
///
/// Scheme and host in lower case; international host names in their ASCII form; IPv6 addresses in the form of RFC 5952; default
/// port dropped; dot segments resolved; percent escapes in upper case and only where they are needed; no trailing slash; no user
/// info, query or fragment. The normal form of a normal form is itself.
public final class EndpointUrl {

    private static final Pattern URL = Pattern
            .compile("(?i)(https?)://(\\[[0-9a-f:.]+]|[^/?#@:\\[\\]\\s]+)(?::([0-9]*))?(/[^?#]*)?");
    private static final String UNRESERVED = "-._~";
    private static final String PATH_SAFE = UNRESERVED + "!$&'()*+,;=:@/";
    private static final String EXAMPLE = "write for example http://127.0.0.1:11434/v1";

    private EndpointUrl() {}

    /// @throws IllegalArgumentException when it is not an absolute http or https URL, or carries user info, query or fragment;
    ///                                  the message shows neither of those, they may be secrets
    public static String normalize(String url) {
        String text = url.strip();
        if (text.matches("(?i)[a-z+.-]+://[^/?#]*@.*") || text.matches("[^?#]*[?#].*")) {
            throw new IllegalArgumentException(
                    "a base URL has no user, query or fragment: give the key as a reference instead; " + EXAMPLE);
        }
        Matcher parts = URL.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    (text.indexOf('@') < 0 ? "'" + text + "'" : "the base URL") + " is not an http(s) URL with a host; "
                            + EXAMPLE);
        }
        String scheme = parts.group(1).toLowerCase(Locale.ROOT);
        String path = parts.group(4) == null ? "" : resolveDots(escape(text, parts.group(4)));
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return scheme + "://" + host(text, parts.group(2)) + port(text, scheme, parts.group(3)) + path;
    }

    private static String port(String url, String scheme, String digits) {
        if (digits == null || digits.isEmpty()) {
            return "";
        }
        int port = digits.length() > 9 ? -1 : Integer.parseInt(digits);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the port of '" + url + "' must be from 1 to 65535, was " + digits);
        }
        return port == (scheme.equals("https") ? 443 : 80) ? "" : ":" + port;
    }

    private static String host(String url, String host) {
        if (host.startsWith("[")) {
            try {
                InetAddress address = InetAddress.ofLiteral(host.substring(1, host.length() - 1));
                return "[" + (address instanceof Inet6Address v6
                        ? rfc5952(v6.getAddress())
                        : "::ffff:" + address.getHostAddress()) + "]";
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "'" + url + "' has no valid IPv6 address in its brackets; " + EXAMPLE);
            }
        }
        String ascii = host;
        if (!host.chars().allMatch(c -> c < 0x80)) {
            try {
                ascii = IDN.toASCII(host);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'" + url + "' has a host name without an ASCII form; " + EXAMPLE);
            }
        }
        // The underscore is no letter of a host name, but container names have it.
        if (!ascii.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException("'" + url + "' has a character in its host that names cannot have; "
                    + EXAMPLE);
        }
        return ascii.toLowerCase(Locale.ROOT);
    }

    /// The longest run of two or more zero groups becomes `::`, the first one when two are equally long.
    private static String rfc5952(byte[] address) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (address[2 * i] & 0xff) << 8 | (address[2 * i + 1] & 0xff);
        }
        int bestStart = -1;
        int bestLength = 1;
        for (int start = 0; start < 8; start++) {
            int end = start;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - start > bestLength) {
                bestStart = start;
                bestLength = end - start;
            }
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                out.append("::");
                i += bestLength - 1;
            } else {
                out.append(out.isEmpty() || out.charAt(out.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return out.toString();
    }

    private static String escape(String url, String path) {
        ByteBuffer bytes;
        try {
            bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(path));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the path of a base URL has a lone surrogate; " + EXAMPLE);
        }
        StringBuilder out = new StringBuilder(path.length());
        while (bytes.hasRemaining()) {
            int c = bytes.get() & 0xff;
            boolean escaped = c == '%';
            if (escaped) {
                int high = bytes.remaining() < 2 ? -1 : Character.digit(bytes.get(), 16);
                int low = high < 0 ? -1 : Character.digit(bytes.get(), 16);
                if (low < 0) {
                    throw new IllegalArgumentException(
                            "'" + url
                                    + "' has a % that is not followed by two hexadecimal digits; write %25 for a percent sign");
                }
                c = high << 4 | low;
            }
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c)
                    || (escaped ? UNRESERVED : PATH_SAFE).indexOf(c) >= 0);
            if (!escaped && c <= 0x20) {
                throw new IllegalArgumentException(
                        "'" + url + "' has a blank or control character in its path; " + EXAMPLE);
            }
            out.append(plain ? String.valueOf((char) c) : String.format(Locale.ROOT, "%%%02X", c));
        }
        return out.toString();
    }

    private static String resolveDots(String path) {
        ArrayDeque<String> segments = new ArrayDeque<>();
        String[] parts = path.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (parts[i].equals("..")) {
                segments.pollLast();
            } else if (!parts[i].equals(".")) {
                segments.addLast(parts[i]);
                continue;
            }
            if (last) {
                segments.addLast("");
            }
        }
        return "/" + String.join("/", segments);
    }
}
