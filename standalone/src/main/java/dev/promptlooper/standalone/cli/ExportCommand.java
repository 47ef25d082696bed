package dev.promptlooper.standalone.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/// `promptlooper export SWEEP`: runs or leaderboard as a file, streamed.
@Command(name = "export", mixinStandardHelpOptions = true, description = "Export a sweep's runs or its leaderboard.")
public final class ExportCommand extends ClientCommand {

    /// Forms of an export.
    enum Format {
        CSV, JSONL, JSON
    }

    /// What is exported.
    enum What {
        RUNS, LEADERBOARD
    }

    @Parameters(paramLabel = "SWEEP", description = SweepId.HELP)
    @SuppressWarnings("NullAway.Init") // picocli
    private String sweep;

    @Option(names = "--format", paramLabel = "FORM", description = "csv, jsonl or json (default: the output file's ending, else jsonl).")
    private @Nullable Format format;

    @Option(names = "--what", defaultValue = "runs", paramLabel = "WHAT", description = "runs or leaderboard (default: ${DEFAULT-VALUE}).")
    private What what = What.RUNS;

    @Option(names = "--output", paramLabel = "FILE", description = "File to write (default: standard output).")
    private @Nullable Path output;

    @Mixin
    private final ClientOptions client = new ClientOptions();

    @Override
    int execute() {
        Format form = wantsJson() ? Format.JSON : format != null ? format : ending();
        try (Api api = client.connect();
                InputStream body = api.stream("/api/v1/sweeps/" + Api.encode(SweepId.resolve(api, sweep))
                        + "/export?format="
                        + form.name().toLowerCase(Locale.ROOT) + "&what=" + what.name().toLowerCase(Locale.ROOT))) {
            if (output == null) {
                copyToOut(body);
            } else {
                Path partial = output.resolveSibling(output.getFileName() + ".new");
                Files.copy(body, partial, StandardCopyOption.REPLACE_EXISTING);
                Files.move(partial, output, StandardCopyOption.REPLACE_EXISTING);
            }
            return 0;
        } catch (IOException e) {
            throw new CliFailure("the export broke off: " + e.getMessage() + "; nothing of it was kept, try again", e);
        }
    }

    private void copyToOut(InputStream body) throws IOException {
        try (OutputStream out = new OutputStream() {
            @Override
            public void write(int b) {
                throw new UnsupportedOperationException("written in blocks");
            }

            @Override
            public void write(byte[] bytes, int from, int length) {
                System.out.write(bytes, from, length); // bytes as they came: the writer of the command would decode them
            }
        }) {
            out().flush();
            body.transferTo(out);
            System.out.flush();
        }
    }

    private Format ending() {
        String name = output == null ? "" : output.toString();
        return name.endsWith(".csv") ? Format.CSV : name.endsWith(".json") ? Format.JSON : Format.JSONL;
    }
}
