package dev.promptlooper.standalone.cluster;

import dev.promptlooper.standalone.broker.EmbeddedBroker;
import dev.promptlooper.standalone.runtime.LogFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/// `promptlooper broker`: the embedded broker alone, as a child of `cluster`.
@Command(name = "broker", hidden = true, description = "The embedded broker as a process of its own.")
public final class BrokerCommand implements Callable<Integer> {

    @Option(names = "--dir", required = true)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path directory;

    @Option(names = "--log", required = true)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path log;

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--controller-port", required = true)
    private int controllerPort;

    @Override
    public Integer call() throws InterruptedException {
        LogFiles.use(log, LogFiles.Console.ERROR);
        ServiceCommand.followParent();
        EmbeddedBroker broker = EmbeddedBroker.start(directory, port, controllerPort,
                reason -> Runtime.getRuntime().exit(1));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "broker-stop"));
        Thread.currentThread().join();
        return 0;
    }
}
