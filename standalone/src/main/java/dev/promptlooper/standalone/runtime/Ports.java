package dev.promptlooper.standalone.runtime;

import dev.promptlooper.standalone.StartFailure;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// Ports of this machine: which are free, and what to say when one is not.
public final class Ports {

    private static final int LOWEST_FREE = 20_000;
    /// Linux draws from 32768 on, others from 49152.
    private static final int LOWEST_OF_CLIENTS = 32_768;
    private static final int ATTEMPTS = 20;

    private Ports() {}

    /// The wanted port when it is free, or any free one when 0 is wanted.
    ///
    /// @param wanted 0 to 65535
    /// @param use    what it is for, for the message
    /// @param option the command line option that changes it
    /// @throws StartFailure when something listens there already, or it is no port
    public static int claim(int wanted, String use, String option) {
        return claim(BindAddress.LOOPBACK, wanted, use, option);
    }

    /// As [#claim(int, String, String)], at an address.
    ///
    /// @throws StartFailure also when the address is none of this machine
    static int claim(BindAddress address, int wanted, String use, String option) {
        if (wanted < 0 || wanted > 65_535) {
            throw new StartFailure(option + " must be 0 to 65535, was " + wanted);
        }
        try {
            return wanted == 0 ? free(address.address()) : bind(address.address(), wanted);
        } catch (IOException e) {
            if (wanted == 0) {
                throw new StartFailure("nothing can listen at " + address.host() + ": " + e.getMessage()
                        + "; choose an address of this machine with --bind", e);
            }
            throw new StartFailure(
                    "port " + wanted + " (" + use + ") is taken; stop what listens there or choose another with "
                            + option,
                    e);
        }
    }

    /// A port that nobody uses at this moment. It lies below the range that systems draw the client ends of connections from: a port
    /// of that range can be gone again before a server that starts a second later listens on it.
    public static int free() throws IOException {
        return free(InetAddress.getLoopbackAddress());
    }

    private static int free(InetAddress address) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_FREE, LOWEST_OF_CLIENTS);
            try {
                return bind(address, port);
            } catch (BindException taken) {
                // the next one, then
            }
        }
        return bind(address, 0);
    }

    private static int bind(InetAddress address, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(address, port));
            return socket.getLocalPort();
        }
    }
}
