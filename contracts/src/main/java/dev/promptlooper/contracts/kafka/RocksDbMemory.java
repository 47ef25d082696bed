package dev.promptlooper.contracts.kafka;

import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.apache.kafka.streams.state.internals.BlockBasedTableConfigWithAccessibleCache;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.WriteBufferManager;

import java.util.Map;

/// Bounds the memory of all RocksDB stores of the process together: one 32 MB block cache, of which 16 MB may be write
/// buffers. The defaults are 50 MB of cache and 48 MB of buffers *per store and partition*, outside of the heap.
public final class RocksDbMemory implements RocksDBConfigSetter {

    private static final Cache CACHE = new LRUCache(32L << 20);
    private static final WriteBufferManager WRITE_BUFFERS = new WriteBufferManager(16L << 20, CACHE);

    @Override
    public void setConfig(String storeName, Options options, Map<String, Object> configs) {
        BlockBasedTableConfigWithAccessibleCache table = (BlockBasedTableConfigWithAccessibleCache) options
                .tableFormatConfig();
        table.blockCache().close(); // the cache that Streams made and that would leak (ksql#10096)
        table.setBlockCache(CACHE);
        table.setCacheIndexAndFilterBlocks(true);
        options.setTableFormatConfig(table);
        options.setWriteBufferManager(WRITE_BUFFERS);
        options.setWriteBufferSize(4L << 20);
        options.setMaxWriteBufferNumber(2);
        options.setMaxBackgroundJobs(2);
        options.setCompressionType(CompressionType.LZ4_COMPRESSION);
    }

    @Override
    public void close(String storeName, Options options) {
        // cache and buffers are shared and live as long as the process
    }
}
