export default (celsius: number): number => celsius * 1.8;
