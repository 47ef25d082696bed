package dev.promptlooper.contracts.access;

import dev.promptlooper.contracts.testkit.TestAccess;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// A door in a real servlet container, with a servlet behind it that answers everything with who came in.
final class DoorServer implements AutoCloseable {

    private final Tomcat tomcat = new Tomcat();
    private final List<String> served = new CopyOnWriteArrayList<>();

    /// An answer.
    record Answer(int status, Map<String, String> headers, String body) {}

    @SuppressWarnings("serial") // never serialized
    private final class Behind extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            request.getInputStream().readAllBytes();
            served.add(request.getMethod() + " " + request.getRequestURI());
            Object principal = request.getAttribute(Principal.ATTRIBUTE);
            response.setStatus(200);
            response.getWriter().write(principal instanceof Principal known ? known.label() : "anybody");
        }
    }

    DoorServer(Path folder, DoorSettings settings, Routes routes, TestAccess access) throws LifecycleException {
        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.setHostname("127.0.0.1");
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context context = tomcat.addContext("", folder.toString());
        FilterDef door = new FilterDef();
        door.setFilterName("door");
        door.setFilter(new Door(settings, routes, access, access));
        door.setAsyncSupported("true");
        context.addFilterDef(door);
        FilterMap everything = new FilterMap();
        everything.setFilterName("door");
        everything.addURLPattern("/*");
        context.addFilterMap(everything);
        Tomcat.addServlet(context, "behind", new Behind());
        context.addServletMappingDecoded("/", "behind");
        tomcat.start();
    }

    int port() {
        return tomcat.getConnector().getLocalPort();
    }

    /// What got past the door.
    List<String> served() {
        return served;
    }

    /// Sends bytes as they are and reads until the server closes. `HOST` stands for the right Host header.
    Answer raw(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(request.replace("HOST", "Host: 127.0.0.1:" + port() + "\r\nConnection: close")
                            .getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return read(socket.getInputStream());
        }
    }

    /// @param headers beside Host
    Answer send(String method, String path, @Nullable String body, String... headers) throws IOException {
        StringBuilder text = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHOST\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        if (body != null) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        return raw(text.append("\r\n").append(body == null ? "" : body).toString());
    }

    /// As the admin.
    Answer asAdmin(String method, String path) throws IOException {
        return send(method, path, null, "Authorization: Bearer " + TestAccess.ADMIN);
    }

    private static Answer read(InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            in.transferTo(all);
        } catch (IOException e) {
            // reset after the answer, because the server did not read all of a refused body
        }
        String text = all.toString(StandardCharsets.UTF_8);
        int end = text.indexOf("\r\n\r\n");
        if (end < 0) {
            return new Answer(0, Map.of(), text);
        }
        Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        String[] lines = text.substring(0, end).split("\r\n", -1);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.merge(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip(),
                    (one, other) -> one + " | " + other);
        }
        return new Answer(Integer.parseInt(lines[0].split(" ", -1)[1]), headers, text.substring(end + 4));
    }

    @Override
    public void close() throws LifecycleException {
        tomcat.stop();
        tomcat.destroy();
    }
}
