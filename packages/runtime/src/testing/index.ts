export { TopologyDriver } from './topology-driver.ts';
