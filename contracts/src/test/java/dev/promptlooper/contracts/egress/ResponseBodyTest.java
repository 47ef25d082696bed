package dev.promptlooper.contracts.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

class ResponseBodyTest {

    private static final int LIMIT = 1 << 20;

    @Test
    void s33BodiesThatAreReadTogetherShareACap() throws IOException {
        // Given
        ResponseBody bodies = new ResponseBody(LIMIT, LIMIT);
        InputStream first = new ByteArrayInputStream(new byte[800_000]);
        HttpEntity inTheMiddle = new InputStreamEntity(new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("byte by byte");
            }

            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                int read = first.read(into, from, length);
                if (read < 0) {
                    // The first body is whole but still being read: there is no room for a second large one, but for small ones.
                    assertThatExceptionOfType(ResponseBody.Crowded.class)
                            .isThrownBy(() -> bodies.read(plain(new byte[800_000])));
                    assertThatExceptionOfType(ResponseBody.Crowded.class)
                            .isThrownBy(() -> bodies.read(declared(new byte[800_000])));
                    assertThat(bodies.read(plain(new byte[60_000]))).hasSize(60_000);
                }
                return read;
            }
        }, ContentType.APPLICATION_JSON);
        // Then
        assertThat(bodies.read(inTheMiddle)).hasSize(800_000);
        assertThat(bodies.read(plain(new byte[1_000_000]))).hasSize(1_000_000);
    }

    @Test
    void s33CapIsExact() throws IOException {
        // Given
        ResponseBody bodies = new ResponseBody(LIMIT, LIMIT);
        // Then
        assertThat(bodies.read(plain(new byte[LIMIT]))).hasSize(LIMIT);
        assertThat(bodies.read(declared(new byte[LIMIT]))).hasSize(LIMIT);
        assertThatExceptionOfType(ResponseBody.TooLarge.class)
                .isThrownBy(() -> bodies.read(plain(new byte[LIMIT + 1])));
        assertThatExceptionOfType(ResponseBody.TooLarge.class)
                .isThrownBy(() -> bodies.read(declared(new byte[LIMIT + 1])));
    }

    @Test
    void s33OrdinaryCompressedAnswersAreRead() throws IOException {
        // Given
        byte[] text = new byte[500_000];
        Random random = new Random(33);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + random.nextInt(4));
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
            out.write(text);
        }
        // When
        HttpEntity entity = new InputStreamEntity(new ByteArrayInputStream(compressed.toByteArray()), -1,
                ContentType.APPLICATION_JSON, "gzip");
        // Then
        assertThat(new ResponseBody(LIMIT, LIMIT).read(entity)).isEqualTo(text);
    }

    private static HttpEntity plain(byte[] bytes) {
        return new InputStreamEntity(new ByteArrayInputStream(bytes), ContentType.APPLICATION_JSON);
    }

    private static HttpEntity declared(byte[] bytes) {
        return new InputStreamEntity(new ByteArrayInputStream(bytes), bytes.length, ContentType.APPLICATION_JSON);
    }
}
