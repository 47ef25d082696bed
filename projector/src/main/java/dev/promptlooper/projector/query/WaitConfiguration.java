package dev.promptlooper.projector.query;

import dev.promptlooper.projector.live.Hub;
import dev.promptlooper.projector.live.Lookout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Beans of what waits for sweeps; apart, because it needs the views of the live feed.
@Configuration(proxyBeanMethods = false)
public class WaitConfiguration {

    @Bean(destroyMethod = "close")
    WaitController waitController(Hub hub) {
        return new WaitController(new Lookout(hub));
    }
}
